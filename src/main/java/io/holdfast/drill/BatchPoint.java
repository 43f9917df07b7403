package io.holdfast.drill;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A batch that was committed during the drill.
 *
 * @param batch its id
 * @param written when it was written, by the wall clock
 * @param time its batch time
 * @param epoch counts the processes: a new one for each start
 * @param records records read from all sources
 * @param fileBytes the length of its file
 * @param runMillis how long reading and computing took; null if the process died before it could say so
 * @param commitMillis how long the commit took; null if the process died before it could say so
 */
public record BatchPoint(
        long batch,
        Instant written,
        Instant time,
        long epoch,
        long records,
        long fileBytes,
        @Nullable Double runMillis,
        @Nullable Double commitMillis) {}
