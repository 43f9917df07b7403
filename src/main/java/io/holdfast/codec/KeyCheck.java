package io.holdfast.codec;

import io.holdfast.failure.UserCodeException;

/** Whether equal values of a type always have equal bytes, so that they can be keys. Thread-safe. */
interface KeyCheck {

    /** Every value of the type can be a key. Compared by identity to skip the check. */
    KeyCheck ANY = (key, depth) -> {};

    /** Throws {@link UserCodeException} saying why if this value cannot be a key. */
    void check(Object key, int depth);

    /** A type that has no keys among its values, and why. */
    record Refusal(String reason) implements KeyCheck {

        @Override
        public void check(Object key, int depth) {
            throw new UserCodeException("a " + key.getClass().getName() + " cannot be a key or part of one: " + reason);
        }
    }
}
