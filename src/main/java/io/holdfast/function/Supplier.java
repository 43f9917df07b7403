package io.holdfast.function;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** A serializable function of the job; what it throws fails the batch. */
@FunctionalInterface
public interface Supplier<R extends @Nullable Object> extends Serializable {

    R get() throws Exception;
}
