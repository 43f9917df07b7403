package io.holdfast.drill;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A fault that was injected.
 *
 * @param kind what was done
 * @param aim what the process was to be hit in, such as {@code commit}; a kill without a moment to aim at hits it running
 * @param at when it was done, by the wall clock
 * @param sinceStartMillis when it was done, from the start of the drill
 * @param afterBatch the newest batch then; -1 if there was none
 * @param tookEffect whether the process was really hit: only these count
 * @param readyMillis from the fault until a process was ready to run batches; null if none was
 * @param recoveryMillis from the fault until the next batch was committed; null if none was
 * @param note what else there is to say; empty if nothing
 */
public record FaultPoint(
        FaultKind kind,
        String aim,
        Instant at,
        long sinceStartMillis,
        long afterBatch,
        boolean tookEffect,
        @Nullable Long readyMillis,
        @Nullable Long recoveryMillis,
        String note) {}
