package io.holdfast.testkit;

import io.holdfast.driver.RestoredState.Entry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The first place where two runs over the same input differ. */
sealed interface Difference {

    /** What a sink published in the batch of this time. */
    record OfOutput(String sink, long timeMillis, List<Object> expected, List<Object> found) implements Difference {}

    /** What an operator knows of a key after the last batch; null is nothing. */
    record OfState(String table, Object key, @Nullable Entry expected, @Nullable Entry found) implements Difference {}
}
