package io.holdfast.plan;

import io.holdfast.model.Partitioner;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Over how many tasks an operation by key without state is spread, and how.
 *
 * @param count the number of tasks; 0 for the parallelism of the job
 * @param partitioner decides; null for the key groups
 */
public record Partitions(int count, @Nullable Partitioner<Object> partitioner) implements Serializable {

    /** By key groups over as many tasks as the job has shards. */
    public static final Partitions DEFAULT = new Partitions(0, null);

    private static final int MOST = 4096;

    public Partitions {
        if (count < 0 || count > MOST) {
            throw new IllegalArgumentException("partitions must be from 1 to " + MOST + ", found " + count);
        }
    }

    /** This many tasks. */
    public static Partitions of(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("partitions must be from 1 to " + MOST + ", found " + count);
        }
        return new Partitions(count, null);
    }
}
