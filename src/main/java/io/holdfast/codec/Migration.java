package io.holdfast.codec;

/**
 * Makes a value of a class that the job has from one that was stored in a shape that the job no longer has. Called
 * whenever such a value is read, by several threads at once; what it returns is stored in its new shape when the state of its
 * key next changes. It must depend on nothing but the value: a batch that is tried again reads it again.
 */
@FunctionalInterface
public interface Migration<T> {

    /** Never null. What it throws ends the batch, with operator, key and shape in the message. */
    T migrate(StoredObject stored) throws Exception;
}
