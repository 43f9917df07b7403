package io.holdfast.plan;

import io.holdfast.model.Accumulator;
import io.holdfast.model.Broadcast;
import java.util.List;

/** The values that the functions of a job share: their names are those of the job's sources, states and sinks, too. */
public record Shared(List<Accumulator<Object>> accumulators, List<Broadcast<Object>> broadcasts) {

    /** Of a job that shares nothing. */
    public static final Shared NONE = new Shared(List.of(), List.of());

    public Shared {
        accumulators = List.copyOf(accumulators);
        broadcasts = List.copyOf(broadcasts);
    }
}
