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
    private final List<SourceHead> sources;
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
        this.sources = heads.stream()
                .filter(SourceHead.class::isInstance)
                .map(SourceHead.class::cast)
                .toList();
    }

    private <S extends Output> List<S> steps(Class<S> kind) {
        return steps.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** Whether more of a batch that it has begun is left to read than a last part. */
    boolean hasParts() {
        return sources.stream().anyMatch(SourceHead::hasParts);
    }

    /** Whether some of it does something before a batch has been read to its end. */
    boolean runsInParts() {
        return heads.stream().anyMatch(Head::runsInParts);
    }

    /** Whether none of it waits until a batch has been read to its end. */
    boolean holdsNothingBack() {
        return heads.stream().allMatch(Head::runsInParts) && steps.stream().noneMatch(Output::holdsBack);
    }

    /** Begins a batch, if it is not the one under way. */
    Task begin(BatchInput input) throws Exception {
        return run(input, () -> {});
    }

    /** Runs the next part of a batch. */
    Task runPart(BatchInput input) throws Exception {
        return run(input, () -> {
            for (Head head : heads) {
                head.runPart();
            }
        });
    }

    /** Runs the last part of a batch, and what comes of its end. */
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
                for (Output step : steps) {
                    step.begin();
                }
                for (Head head : heads) {
                    head.begin(input);
                }
            }
            work.run();
        } finally {
            SharedValues.leave();
        }
        return this;
    }

    /** What functions added to accumulators in the batch. */
    Map<String, Object> added() {
        return values.added();
    }

    List<SourceHead> sources() {
        return sources;
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
