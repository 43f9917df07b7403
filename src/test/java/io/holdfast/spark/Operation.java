package io.holdfast.spark;

import io.holdfast.DStream;
import java.io.Serializable;
import java.util.List;

/**
 * One operation of a program and how it is written on either engine. To add one: a record in one of the files of the
 * permitted kinds, and a line in {@link RandomProgram}.
 */
sealed interface Operation extends Serializable permits Narrow, InBatch, ByKey, Joining, Stateful, Windowed {

    /** How many streams it takes. */
    default int arity() {
        return 1;
    }

    /** Whether it takes streams of pairs only. */
    boolean needsPairs();

    /** Whether a stream of pairs comes out, given whether one went in. */
    boolean givesPairs(boolean pairs);

    /** Whether records of one key are as the source has them, given whether those that went in were. */
    default boolean keepsOrder() {
        return false;
    }

    /** Whether a key has at most one record in each batch, given whether those that went in had. */
    default boolean givesDistinctKeys(boolean distinct) {
        return false;
    }

    /** Whether something may come out of an interval without input, while no state asks for a batch. */
    default boolean emitsWithoutInput() {
        return false;
    }

    /** Whether it keeps state from batch to batch. */
    default boolean keepsState() {
        return false;
    }

    /** How often records come out, in batch intervals, given how often they went in; 0 for each batch. */
    default int slide(int ofInput) {
        return ofInput;
    }

    /** Whether it takes any stream of the right kind; those that do not say what they take. */
    default boolean takes(Program program, int input) {
        return !needsPairs() || program.givesPairs(input);
    }

    SparkStream onSpark(List<SparkStream> inputs);

    /** The name is for those that keep state. */
    DStream<?> onHoldfast(List<HoldfastStream> inputs, String name);
}
