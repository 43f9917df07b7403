package io.holdfast.drill;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A verification of the whole checkpoint directory: every retained batch file with all checksums, the chain between them, and
 * the snapshots they name.
 *
 * @param at when, by the wall clock
 * @param head the newest batch; -1 if there was none
 * @param batches how many batch files were read whole
 * @param bytes how many bytes they had
 * @param snapshots how many snapshots they name
 * @param damage what was wrong; null if nothing was
 */
public record CheckpointCheck(
        Instant at, long head, long batches, long bytes, int snapshots, @Nullable String damage) {}
