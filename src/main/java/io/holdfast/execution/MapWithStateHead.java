package io.holdfast.execution;

import io.holdfast.function.Function3;
import io.holdfast.function.Function4;
import io.holdfast.model.Pair;
import io.holdfast.model.State;
import io.holdfast.model.StateSpec;
import io.holdfast.plan.Node;
import io.holdfast.plan.Plan;
import io.holdfast.state.KeyGroups;
import io.holdfast.state.StateTable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Calls the job's function once per record with the state of its key, then once per key whose timer the watermark has reached,
 * then once per key that timed out. Records come first: a key that has one in this batch was touched and does not time out in it.
 */
final class MapWithStateHead extends StatefulHead {

    /** Stands for no result: a result may be null. */
    private static final Object NOTHING = new Object();

    private final StateSpec<Object, Object, Object, Object> spec;
    private final List<RowBuffer> buffers;
    private final Output next;
    private final @Nullable Output snapshots;
    private final @Nullable Function3<Object, Optional<Object>, State<Object>, Object> always;
    private final @Nullable Function4<Instant, Object, Optional<Object>, State<Object>, Optional<Object>> sometimes;
    private final KeyTimers timers;
    private final FailedRecords failed;
    private final KeyState state;
    private Instant time = Instant.EPOCH;
    private long deadlineMillis = StateTable.NO_DEADLINE;

    MapWithStateHead(
            Node.WideNode node,
            StateSpec<Object, Object, Object, Object> spec,
            StateTable table,
            int shard,
            int shards,
            List<RowBuffer> buffers,
            Output next,
            @Nullable Output snapshots,
            KeyTimers timers,
            FailedRecords failed,
            TaskContext context) {
        super(node, table, shard, shards, context);
        this.spec = spec;
        this.buffers = buffers;
        this.next = next;
        this.snapshots = snapshots;
        this.always = spec.emittingAlways();
        this.sometimes = spec.emittingSometimes();
        this.timers = timers;
        this.failed = failed;
        this.state = new KeyState(table, timers, failed.areDiverted());
    }

    @Override
    public void begin(BatchInput input) {
        time = Instant.ofEpochMilli(input.timeMillis());
        Duration timeout = spec.idleTimeout();
        deadlineMillis = timeout == null ? StateTable.NO_DEADLINE : input.timeMillis() + timeout.toMillis();
        initialize(input, spec.initial(), deadlineMillis);
    }

    @Override
    public boolean runsInParts() {
        return true;
    }

    @Override
    public void runPart() throws Exception {
        WideHead.takeEachRow(buffers, context, table, this::update);
    }

    @Override
    public void run(BatchInput input) throws Exception {
        runPart();
        timers.forEachDue(this::wake);
        boolean isEvaluated = context.isEvaluated(Plan.slideMillis(node));
        if (spec.idleTimeout() != null && isEvaluated) {
            table.forEachDue(input.timeMillis(), this::expire);
        }
        if (snapshots != null && isEvaluated) {
            Output to = snapshots;
            table.forEach(entry -> snapshot(entry, to));
        }
    }

    private void snapshot(StateTable.Entry entry, Output to) throws Exception {
        to.accept(new Pair<>(key(entry), valueOf(entry)));
    }

    private void update(Rows rows, int row) throws Exception {
        StateTable.Entry entry = table.find(rows, row);
        state.begin(entry, deadlineMillis, false);
        call(rows.keys[row], Optional.ofNullable(rows.values[row]));
    }

    /** A timer does not touch the key: it keeps its deadline. */
    private void wake(StateTable.Entry timer) throws Exception {
        byte[] key = timer.key();
        StateTable.Entry entry = table.find(key, 0, key.length, KeyGroups.hash(key, 0, key.length));
        state.begin(entry, entry.exists() ? entry.deadlineMillis() : deadlineMillis, false);
        state.wake();
        callWithoutRecord(entry);
    }

    /** What comes of it happens at the watermark, where it is not late for what follows. */
    private void callWithoutRecord(StateTable.Entry entry) throws Exception {
        context.origin.timeMillis = timers.watermarkMillis();
        call(key(entry), Optional.empty());
        context.origin.clear();
    }

    private void expire(StateTable.Entry entry) throws Exception {
        timers.cancel(entry);
        state.begin(entry, StateTable.NO_DEADLINE, true);
        callWithoutRecord(entry);
        table.remove(entry);
    }

    private static Object valueOf(StateTable.Entry entry) {
        return java.util.Objects.requireNonNull(entry.value());
    }

    /** The state changes before the result is passed on: what comes after may not look at the entry any more. */
    private void call(Object key, Optional<Object> value) throws Exception {
        Object result;
        try {
            if (always != null) {
                result = always.apply(key, value, state);
            } else {
                Optional<Object> some = sometimes(key, value);
                result = some.orElse(NOTHING);
            }
            state.touch();
        } catch (Throwable e) {
            fail(e, key, value);
            return;
        } finally {
            state.end();
        }
        if (result != NOTHING) {
            next.accept(result);
        }
    }

    private void fail(Throwable thrown, Object key, Optional<Object> value) throws Exception {
        if (failed.areDiverted()) {
            state.undo();
        }
        failed.take(thrown, new Pair<>(key, value.orElse(state.isTimingOut() ? "timing out" : "waking")));
    }

    private Optional<Object> sometimes(Object key, Optional<Object> value) throws Exception {
        Optional<Object> result = java.util.Objects.requireNonNull(sometimes).apply(time, key, value, state);
        return java.util.Objects.requireNonNull(result, "the function returned null, not an Optional");
    }
}
