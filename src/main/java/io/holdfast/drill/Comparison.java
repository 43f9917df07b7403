package io.holdfast.drill;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One comparison of what happened with what should have happened.
 *
 * @param kind which
 * @param subject what was compared, such as {@code sink 'totals'} or {@code mapWithState 'sessions'}
 * @param batches how many batches were compared
 * @param items how many records, or keys of state, were compared
 * @param verdict of this comparison
 * @param statement the result as a sentence
 * @param differences the first differences, in order of the batches; empty unless something differs
 */
public record Comparison(
        Kind kind,
        String subject,
        long batches,
        long items,
        Verdict verdict,
        String statement,
        List<Difference> differences) {

    public Comparison {
        differences = List.copyOf(differences);
    }

    /** The kinds of comparisons. */
    public enum Kind {
        /** What a sink received is what the batches sealed: nothing lost, doubled or reordered. */
        PUBLISHED,
        /** The state changes of the batches are those of an undisturbed run. */
        STATE,
        /** The output sealed in the batches is that of an undisturbed run. */
        OUTPUT,
        /** A function of {@code foreachBatch} that gets batches again has the same effect. */
        REDELIVERY,
        /** The user's own checker says the same of the drilled and of the undisturbed run. */
        CHECKER
    }

    /**
     * A place where something differs.
     *
     * @param batch the batch; -1 if it belongs to none
     * @param place the record, the key or the file that differs
     * @param expected what the undisturbed run, or the batch file, has there; null if nothing
     * @param found what the drilled run, or the sink, has there; null if nothing
     */
    public record Difference(long batch, String place, @Nullable String expected, @Nullable String found) {}
}
