package io.holdfast.testkit;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/**
 * The records of one source of a {@link TestJob}. What is added is read by the next batch, all of it, in order. For the
 * thread of the test.
 *
 * @param <T> the type of records, as the test says: it has to be what the job's source gives
 */
public final class TestInput<T> {

    private final List<Object> added = new ArrayList<>();

    TestInput() {}

    /** Adds records for the next batch. They must not be changed afterwards. */
    @SafeVarargs
    public final TestInput<T> add(T... records) {
        for (T record : records) {
            added.add(Objects.requireNonNull(record, "a record is null"));
        }
        return this;
    }

    /** Adds records for the next batch. They must not be changed afterwards. */
    public TestInput<T> addAll(Collection<? extends T> records) {
        records.forEach(record -> added.add(Objects.requireNonNull(record, "a record is null")));
        return this;
    }

    List<Object> take() {
        List<Object> taken = List.copyOf(added);
        added.clear();
        return taken;
    }
}
