package io.holdfast.state;

/** The deltas of committed batches, as the checkpoint holds them. */
public interface DeltaLog {

    /**
     * Visits the delta chunks of a shard of the batches in {@code (after, through]}, in the order of batches and, per
     * operator, in the order written. Throws CorruptCheckpointException if any is missing or damaged.
     */
    void visit(int shard, long after, long through, Visitor visitor);

    /** Sees chunks of delta entries. */
    interface Visitor {

        /** Takes entries; the array is the visitor's from now on. */
        void chunk(long batch, String operator, byte[] entries);
    }
}
