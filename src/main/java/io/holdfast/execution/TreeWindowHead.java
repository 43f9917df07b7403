package io.holdfast.execution;

import io.holdfast.codec.PaneKey;
import io.holdfast.model.Pair;
import io.holdfast.plan.Node;
import io.holdfast.plan.Wide;
import io.holdfast.plan.Window;
import io.holdfast.state.StateTable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes the total of a key that lost a pane anew, without an inverse and without reading all that is left: over the panes
 * of each key stands a tree of combinations, each node over 16 of the level below. A pane that comes in changes one node of
 * each level; what is left of the window is the newer side of one path, at most 15 nodes of each level.
 *
 * <p>A node holds the combination of all that ever came into it, and which of its children there are. One that is partly out
 * of the window is not used itself, only its children are. The oldest pane of a node leaves first, its newest decides when
 * the node goes.
 */
final class TreeWindowHead extends ReduceWindowHead {

    private static final int BITS = 4;
    private static final int CHILDREN = 1 << BITS;

    private final Window window;
    private final long paneMillis;
    private final int levels;

    /** The keys whose totals lost a pane in this batch. */
    private final KeyTable lessened = new KeyTable();

    TreeWindowHead(
            Node.WideNode node,
            Wide.ReduceWindow operation,
            StateTable totals,
            StateTable panes,
            List<RowBuffer> buffers,
            Output next,
            TaskContext context) {
        super(node, operation, totals, panes, buffers, next, context);
        this.window = operation.window();
        this.paneMillis = window.paneMillis();
        this.levels = levels(window.panes());
    }

    /** So many that a window never touches more than two nodes of the highest level. */
    private static int levels(long panes) {
        int levels = 0;
        for (long covered = 1; covered < panes; covered *= CHILDREN) {
            levels++;
        }
        return levels;
    }

    @Override
    void enter(int row, long pane) {
        Object value = batch.value(row);
        StateTable.Entry whole = pane(row, pane);
        put(panes, whole, combined(whole.value(), value), window.leaves(pane));
        for (int level = 1; level <= levels; level++) {
            long first = first(pane, level);
            StateTable.Entry entry = pane(batch, row, first, level);
            int child = 1 << child(pane, level);
            Object combined = value;
            if (entry.value() instanceof Pair<?, ?> node) {
                combined = combined(node.key(), value);
                child |= (int) node.value();
            }
            put(panes, entry, new Pair<>(combined, child), window.leaves(last(first, level)));
        }
        super.enter(row, pane);
    }

    @Override
    void leave(StateTable.Entry entry) {
        if (PaneKey.level(entry.key(), 0) == 0) {
            row(lessened, entry);
        }
        panes.remove(entry);
    }

    @Override
    void emit(long boundary) throws Exception {
        long oldest = boundary - window.lengthMillis() + paneMillis;
        for (int row = 0; row < lessened.size(); row++) {
            Object left = newest(row, oldest, boundary);
            setTotal(total(lessened, row), left);
        }
        lessened.clear();
        super.emit(boundary);
    }

    /** What a key has in the panes from one to another; null if nothing. */
    private @Nullable Object newest(int row, long oldest, long newest) {
        long first = first(oldest, levels);
        Object older = from(row, oldest, first, levels);
        long second = first(newest, levels);
        Object newer = first == second ? null : from(row, oldest, second, levels);
        return older == null || newer == null ? (older == null ? newer : older) : combined(older, newer);
    }

    /** What a key has in a node from a pane on; null if nothing. */
    private @Nullable Object from(int row, long oldest, long first, int level) {
        Object value = pane(lessened, row, first, level).value();
        if (level == 0 || value == null) {
            return value;
        }
        Pair<?, ?> node = (Pair<?, ?>) value;
        return oldest <= first ? node.key() : fromChildren(row, oldest, first, level, (int) node.value());
    }

    private @Nullable Object fromChildren(int row, long oldest, long first, int level, int children) {
        long step = span(level - 1);
        Object all = null;
        for (int child = 0; child < CHILDREN; child++) {
            long start = first + child * step;
            if ((children & (1 << child)) != 0 && oldest < start + step) {
                Object value = from(row, oldest, start, level - 1);
                all = value == null || all == null ? (all == null ? value : all) : combined(all, value);
            }
        }
        return all;
    }

    /** How much time a node of a level spans. */
    private long span(int level) {
        return paneMillis << (BITS * level);
    }

    /** The first pane of the node over a pane. */
    private long first(long pane, int level) {
        return Math.floorDiv(pane, span(level)) * span(level);
    }

    private long last(long first, int level) {
        return first + span(level) - paneMillis;
    }

    private int child(long pane, int level) {
        return (int) ((pane - first(pane, level)) / span(level - 1));
    }
}
