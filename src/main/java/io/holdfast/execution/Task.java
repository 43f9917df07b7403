package io.holdfast.execution;

import io.holdfast.model.SharedValues;
import java.util.List;
import java.util.Map;

/** One task of a stage: its heads, then the ends of its steps. Built once per engine, run once per batch, or once per part of it. */
final class Task {

    private final TaskContext context;
    private final List<Head> heads;
    private final List<Output> steps;
    private final List<OutboxStep> outboxes;
    private final List<TimeStep> times;
    private SharedValues values = new SharedValues(Map.of());

    /**
     * A task.
     *
     * @param heads in the order in which they run
     * @param steps in topological order
     */
    Task(TaskContext context, List<Head> heads, List<Output> steps) {
        this.context = context;
        this.heads = List.copyOf(heads);
        this.steps = List.copyOf(steps);
        this.outboxes = steps(OutboxStep.class);
        this.times = steps(TimeStep.class);
    }

    private <S extends Output> List<S> steps(Class<S> kind) {
        return steps.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** In how many parts it can read a batch; one if it reads no source. */
    long parts(BatchInput input) {
        return sources().stream().mapToLong(source -> source.parts(input)).max().orElse(1);
    }

    /** Whether some of it does something before a batch has been read to its end. */
    boolean runsInParts() {
        return heads.stream().anyMatch(Head::runsInParts);
    }

    /** Whether none of it waits until a batch has been read to its end. */
    boolean holdsNothingBack() {
        return heads.stream().allMatch(Head::runsInParts);
    }

    /** Ends a batch where it has come to, between two parts. */
    void cut() {
        heads.forEach(Head::cut);
    }

    /** Runs the next part of a batch. */
    Task runPart(BatchInput input) throws Exception {
        return run(input, () -> {
            for (Head head : heads) {
                head.runPart();
            }
        });
    }

    /** Runs a batch, or what is left of it. */
    Task run(BatchInput input) throws Exception {
        return run(input, () -> {
            for (Head head : heads) {
                head.run(input);
            }
            for (Output step : steps) {
                step.finish();
            }
        });
    }

    /** Work in a batch. */
    private interface Work {
        void run() throws Exception;
    }

    private Task run(BatchInput input, Work work) throws Exception {
        boolean begins = context.begin(input);
        if (begins) {
            values = new SharedValues(input.broadcasts());
        }
        values.enter();
        try {
            if (begins) {
                begin(input);
            }
            work.run();
        } finally {
            SharedValues.leave();
        }
        return this;
    }

    private void begin(BatchInput input) throws Exception {
        steps.forEach(Output::begin);
        for (Head head : heads) {
            head.begin(input);
        }
    }

    /** What functions added to accumulators in the batch. */
    Map<String, Object> added() {
        return values.added();
    }

    List<SourceHead> sources() {
        return heads.stream()
                .filter(SourceHead.class::isInstance)
                .map(SourceHead.class::cast)
                .toList();
    }

    /** What was counted in the batch. */
    Map<String, Long> counts() {
        return context.counts();
    }

    List<TimeStep> times() {
        return times;
    }

    List<OutboxStep> outboxes() {
        return outboxes;
    }
}
