package io.holdfast.sink;

import io.holdfast.codec.Types;
import io.holdfast.common.TimeSource;
import io.holdfast.common.Workers;

/**
 * What the engine gives to a sink.
 *
 * @param job the name of the job
 * @param jobId the random id of the checkpoint directory
 * @param timeline the id of the history that is being written
 * @param sink the name of the sink
 * @param types the registered types
 * @param workers where waiting happens
 * @param time the clock
 */
public record SinkContext(
        String job, String jobId, String timeline, String sink, Types types, Workers workers, TimeSource time) {}
