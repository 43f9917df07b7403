package io.holdfast.model;

import java.io.Serializable;

/** An {@link Accumulator} of a number. Made by {@link io.holdfast.StreamingContext#counter}. Thread-safe. */
public final class Counter implements Serializable {

    private static final long serialVersionUID = 1L;

    private final Accumulator<Long> sum;

    /** To be had from a context. */
    public Counter(Accumulator<Long> sum) {
        this.sum = sum;
    }

    /** Adds one: see {@link Accumulator#add}. */
    public void increment() {
        add(1);
    }

    /** Adds a number: see {@link Accumulator#add}. */
    public void add(long number) {
        try {
            sum.add(number);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("adding numbers failed", e);
        }
    }

    /** The sum through the last committed batch, as far as this process has come. */
    public long value() {
        return sum.value();
    }
}
