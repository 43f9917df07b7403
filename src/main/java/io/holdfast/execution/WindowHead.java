package io.holdfast.execution;

import io.holdfast.codec.PaneKey;
import io.holdfast.plan.Node;
import io.holdfast.plan.Plan;
import io.holdfast.plan.Window;
import io.holdfast.state.KeyGroups;
import io.holdfast.state.StateTable;
import java.util.List;

/**
 * The frame of the windows in batch time. At a boundary what has left goes first, then the records of a batch that belongs to
 * the window come in, then the window is emitted; records that belong to a later pane come in after that.
 */
abstract class WindowHead extends StatefulHead {

    private static final long UNKNOWN = Long.MAX_VALUE;

    final StateTable panes;
    private final PaneTable byPane;
    final KeyTable batch = new KeyTable();
    private final Window window;
    private final long inputSlideMillis;
    private final List<RowBuffer> buffers;

    /** Nothing has come into any pane after this one. */
    private long newestPane = UNKNOWN;

    /**
     * A head.
     *
     * @param panes where what is kept by pane is, each with the boundary at which it leaves as its deadline
     */
    WindowHead(Node.WideNode node, StateTable panes, Window window, List<RowBuffer> buffers, TaskContext context) {
        super(node, panes, 0, 1, context);
        this.panes = panes;
        this.byPane = new PaneTable(panes);
        this.window = window;
        this.inputSlideMillis = Plan.inputSlideMillis(node);
        this.buffers = buffers;
    }

    @Override
    public final void run(BatchInput input) throws Exception {
        batch.clear();
        if (newestPane == UNKNOWN) {
            newestPane = input.previousTimeMillis() + window.paneMillis();
        }
        WideHead.forEachRow(buffers, context, this::group);
        long previous = Window.aligned(input.previousTimeMillis(), inputSlideMillis);
        long time = Window.aligned(input.timeMillis(), inputSlideMillis);
        long boundary = window.boundary(previous, time);
        long pane = window.pane(previous, time);
        boolean isInWindow = boundary != Window.NONE && pane <= boundary;
        // A later batch is after this time, and belongs to a pane that ends after it.
        boolean isLast = pane <= time;
        closeBefore(pane);
        if (boundary != Window.NONE) {
            panes.forEachDue(boundary, this::leave);
        }
        if (isInWindow) {
            enter(pane, isLast);
        }
        if (boundary != Window.NONE) {
            emit(boundary);
        }
        if (!isInWindow) {
            enter(pane, isLast);
        }
        if (isLast) {
            closeBefore(pane + 1);
        }
        newestPane = Math.max(newestPane, pane);
        context.origin.clear();
        batch.clear();
    }

    /** Says that nothing comes into panes before this one any more. */
    void closeBefore(long pane) throws Exception {}

    /**
     * Takes the batch into a pane.
     *
     * @param isLast whether it is the last batch that does
     */
    void enter(long pane, boolean isLast) throws Exception {
        for (int row = 0; row < batch.size(); row++) {
            readAhead(row);
            batch.restoreOrigin(row, context.origin);
            enter(row, pane);
        }
        context.origin.clear();
    }

    /** Takes a record of the batch into the table of the batch. */
    abstract void group(Rows rows, int row) throws Exception;

    /** Called before each row of the batch is entered, in order. */
    void readAhead(int row) {}

    /** Takes a key of the batch into a pane. */
    abstract void enter(int row, long pane) throws Exception;

    /** Takes an entry of a pane out of the window, and removes it. */
    abstract void leave(StateTable.Entry entry) throws Exception;

    /** Emits the window that ends at a boundary. */
    abstract void emit(long boundary) throws Exception;

    /** The entry of the pane that a key of the batch comes into. */
    final StateTable.Entry pane(int row, long timeMillis) {
        return timeMillis > newestPane
                ? byPane.findNew(batch, row, timeMillis)
                : byPane.find(batch, row, timeMillis, 0);
    }

    /** The entry of a pane, or of a node over panes, of a key. */
    final StateTable.Entry pane(KeyTable keys, int row, long timeMillis, int level) {
        return byPane.find(keys, row, timeMillis, level);
    }

    /** The row of the key of a pane, added if it is new. */
    final int row(KeyTable keys, StateTable.Entry pane) {
        byte[] bytes = pane.key();
        int length = bytes.length - PaneKey.PREFIX;
        int hash = KeyGroups.hash(bytes, PaneKey.PREFIX, length);
        int known = keys.find(bytes, PaneKey.PREFIX, length, hash);
        return known >= 0
                ? known
                : keys.findOrAdd(key(bytes, PaneKey.PREFIX), bytes, PaneKey.PREFIX, length, hash, context.origin);
    }
}
