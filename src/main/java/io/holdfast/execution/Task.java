package io.holdfast.execution;

import io.holdfast.model.SharedValues;
import java.util.List;
import java.util.Map;

/** One task of a stage: its heads, then the ends of its steps. Built once per engine, run once per batch. */
final class Task {

    private final TaskContext context;
    private final List<Head> heads;
    private final List<Output> steps;
    private final List<OutboxStep> outboxes;
    private final List<TimeStep> times;
    private Map<String, Object> added = Map.of();

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

    Task run(BatchInput input) throws Exception {
        context.begin(input);
        SharedValues values = new SharedValues(input.broadcasts());
        values.enter();
        try {
            steps.forEach(Output::begin);
            for (Head head : heads) {
                head.run(input);
            }
            for (Output step : steps) {
                step.finish();
            }
        } finally {
            SharedValues.leave();
        }
        added = values.added();
        return this;
    }

    /** What functions added to accumulators in the batch. */
    Map<String, Object> added() {
        return added;
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
