package io.holdfast.execution;

import io.holdfast.model.EventWindow;
import io.holdfast.model.Pair;
import io.holdfast.model.Windowed;
import io.holdfast.plan.Node;
import io.holdfast.plan.Wide;
import io.holdfast.state.StateTable;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Tumbling and sliding windows in event time. Each record is added to one pane of its key, the longest step that length and slide
 * are multiples of; a window is combined from its panes when it fires. Per key, a schedule in the main table holds the end of
 * the window that fires next and the ends of all panes that there are; it is changed only for a new pane, not for each record.
 */
final class EventWindowHead extends EventTimeHead {

    /** In a schedule: no window is to fire, panes only wait for late records. */
    private static final long NONE = Long.MAX_VALUE;

    private final Wide.EventWindowing operation;
    private final PaneTable panes;
    private final List<RowBuffer> buffers;
    private final LateRecords late;
    private final EventPanes shape;

    EventWindowHead(
            Node.WideNode node,
            Wide.EventWindowing operation,
            StateTable schedules,
            StateTable panes,
            List<RowBuffer> buffers,
            Output next,
            LateRecords late,
            TaskContext context) {
        super(node, schedules, next, context);
        this.operation = operation;
        this.panes = new PaneTable(panes);
        this.buffers = buffers;
        this.late = late;
        EventWindow window = operation.windows();
        this.shape = new EventPanes(window.lengthMillis(), window.slideMillis(), window.latenessMillis());
    }

    @Override
    public void run(BatchInput input) throws Exception {
        begin();
        WideHead.forEachRow(buffers, context, (rows, row) -> {
            long pane = shape.pane(rows.times[row]);
            if (!shape.isInAnyWindow(pane)) {
                return;
            } else if (shape.gone(pane) <= watermarkBefore) {
                late.accept(new Pair<>(rows.keys[row], rows.values[row]));
            } else {
                gather(rows, row);
            }
        });
        for (int row = 0; row < batch.size(); row++) {
            batch.readAhead(row, table);
            add(row);
        }
        table.forEachDue(watermark, this::fire);
        panes.table.forEachDue(watermark, panes.table::remove);
        batch.clear();
    }

    private void add(int row) throws Exception {
        TreeSet<Long> newPanes = new TreeSet<>();
        TreeSet<Long> again = new TreeSet<>();
        batch.restoreOrigin(row, context.origin);
        for (Timed record : records(row)) {
            long pane = shape.pane(record.timeMillis());
            StateTable.Entry entry = panes.find(batch, row, pane, 0);
            if (!entry.exists()) {
                newPanes.add(pane);
            }
            put(panes.table, entry, added(entry.value(), record.value()), shape.gone(pane));
            shape.forEachFired(pane, watermarkBefore, again::add);
        }
        StateTable.Entry schedule = entry(row);
        long[] panesOfKey = newPanes.isEmpty() ? panes(schedule) : schedule(schedule, newPanes);
        for (long end : again) {
            emit(schedule, panesOfKey, end);
        }
    }

    private Object added(@Nullable Object combination, Object value) {
        return call(() -> combination == null
                ? operation.create().apply(value)
                : operation.add().apply(combination, value));
    }

    private static long[] panes(StateTable.Entry schedule) {
        long[] known = (long[]) schedule.value();
        return known == null ? new long[0] : Arrays.copyOfRange(known, 1, known.length);
    }

    /** Takes new panes into the schedule of a key; returns all that there are. */
    private long[] schedule(StateTable.Entry schedule, SortedSet<Long> newPanes) {
        long[] known = (long[]) schedule.value();
        long fires = known == null ? NONE : known[0];
        for (long pane : newPanes) {
            fires = Math.min(fires, shape.firstEndAfter(pane, watermarkBefore));
        }
        for (long pane : panes(schedule)) {
            newPanes.add(pane);
        }
        long[] all = newPanes.stream().mapToLong(Long::longValue).toArray();
        save(schedule, fires, all);
        return all;
    }

    private void save(StateTable.Entry schedule, long fires, long[] all) {
        long[] value = new long[all.length + 1];
        value[0] = fires;
        System.arraycopy(all, 0, value, 1, all.length);
        table.put(schedule, value, fires == NONE ? shape.gone(all[all.length - 1]) : fires);
    }

    /** Fires all windows of a key that the watermark has reached, and forgets panes that no window needs any more. */
    private void fire(StateTable.Entry schedule) throws Exception {
        long[] all = panes(schedule);
        long fires = ((long[]) Objects.requireNonNull(schedule.value()))[0];
        while (fires <= watermark) {
            emit(schedule, all, fires);
            fires = following(all, fires);
        }
        long[] left =
                Arrays.stream(all).filter(pane -> shape.gone(pane) > watermark).toArray();
        if (left.length == 0) {
            table.remove(schedule);
        } else {
            save(schedule, fires, left);
        }
    }

    /** The end of the next window after one that has a pane in it. */
    private long following(long[] all, long end) {
        long next = NONE;
        for (long pane : all) {
            next = Math.min(next, shape.firstEndAfter(pane, end));
        }
        return next;
    }

    private void emit(StateTable.Entry ofKey, long[] all, long end) throws Exception {
        Object combined = null;
        for (long pane : all) {
            if (end - shape.lengthMillis() < pane && pane <= end) {
                Object value = panes.find(ofKey, pane).value();
                Object before = combined;
                combined = before == null || value == null
                        ? (before == null ? value : before)
                        : call(() -> operation.merge().apply(before, value));
            }
        }
        if (combined != null) {
            Instant start = Instant.ofEpochMilli(end - shape.lengthMillis());
            emit(key(ofKey.key(), 0), new Windowed<>(start, Instant.ofEpochMilli(end), combined), end - 1);
        }
    }
}
