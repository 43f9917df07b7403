package io.holdfast.model;

import java.io.Serializable;

/**
 * Which task an operation by key handles a key in. Equal keys must get equal numbers, in each run. State has no partitioner:
 * it belongs to shards by key group.
 *
 * @param <K> the type of keys
 */
public interface Partitioner<K> extends Serializable {

    /** How many partitions there are, from 1 to 4096. */
    int partitions();

    /** The partition of a key, from 0 on. */
    int partitionOf(K key);
}
