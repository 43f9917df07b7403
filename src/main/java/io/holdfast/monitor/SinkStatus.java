package io.holdfast.monitor;

import org.jspecify.annotations.Nullable;

/**
 * A sink.
 *
 * @param name its name
 * @param kind such as {@code kafka}; empty if nobody said
 * @param publishedThrough all output of batches up to this one is published; -1 before the first
 * @param unpublishedBatches how many committed batches with output wait
 * @param unpublishedSinceMillis when the oldest of them was committed, since the epoch; null if none waits
 * @param records published in this process
 * @param lastStepMillis how long the last step of publication took; null before there was one
 * @param failures how many steps have failed in this process
 */
public record SinkStatus(
        String name,
        String kind,
        long publishedThrough,
        long unpublishedBatches,
        @Nullable Long unpublishedSinceMillis,
        long records,
        @Nullable Double lastStepMillis,
        long failures) {}
