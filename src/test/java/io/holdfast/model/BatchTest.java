package io.holdfast.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

class BatchTest {

    private static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");

    private final Batch<Integer> batch = of(List.of(List.of(3, 1), List.of(), List.of(2, 3)));
    private final Batch<Integer> empty = of(List.of(List.of()));

    private static Batch<Integer> of(List<List<Integer>> partitions) {
        return Batch.of(7, TIME, "timeline", partitions);
    }

    @Test
    void readsInOrderOfPartitions() {
        assertThat(batch.collect()).containsExactly(3, 1, 2, 3);
        assertThat(batch.count()).isEqualTo(4);
        assertThat(batch.first()).isEqualTo(3);
        assertThat(batch.take(3)).containsExactly(3, 1, 2);
        assertThat(batch.take(9)).hasSize(4);
        assertThat(batch.isEmpty()).isFalse();
    }

    @Test
    void hasNoFirstRecordWhenEmpty() throws Exception {
        assertThat(empty.isEmpty()).isTrue();
        assertThat(empty.reduce(Integer::sum)).isEmpty();
        assertThatThrownBy(empty::first)
                .isInstanceOf(NoSuchElementException.class)
                .hasMessageContaining("batch 7");
    }

    @Test
    void keepsPartitionsIdAndTimeThroughOperations() throws Exception {
        Batch<String> mapped = batch.map(value -> "v" + value);

        assertThat(mapped.partitions()).containsExactly(List.of("v3", "v1"), List.of(), List.of("v2", "v3"));
        assertThat(mapped.id()).isEqualTo(7);
        assertThat(mapped.time()).isEqualTo(TIME);
        assertThat(mapped.timeline()).isEqualTo("timeline");
        assertThat(batch.filter(value -> value > 1).partitions()).containsExactly(List.of(3), List.of(), List.of(2, 3));
        assertThat(batch.flatMap(value -> List.of(value, -value)).partitions())
                .containsExactly(List.of(3, -3, 1, -1), List.of(), List.of(2, -2, 3, -3));
        assertThat(batch.mapPartitions(records -> List.of(records.size())).collect())
                .containsExactly(2, 0, 2);
        assertThat(batch.distinct().partitions()).containsExactly(List.of(3, 1), List.of(), List.of(2));
        assertThat(batch.union(empty).partitions()).hasSize(4);
    }

    @Test
    void combinesFromLeftToRight() throws Exception {
        assertThat(batch.map(String::valueOf).reduce((left, right) -> left + right))
                .contains("3123");
        assertThat(batch.<String>fold("=", (text, value) -> text + value)).isEqualTo("=3123");
    }

    @Test
    void callsFunctionsInOrder() throws Exception {
        List<Object> seen = new ArrayList<>();

        batch.forEach(seen::add);
        batch.forEachPartition(seen::add);

        assertThat(seen).containsExactly(3, 1, 2, 3, List.of(3, 1), List.of(), List.of(2, 3));
    }

    /** Planted defect: keeping the caller's lists lets a later change of them show. */
    @Test
    void cannotBeChanged() {
        List<Integer> records = new ArrayList<>(List.of(1));
        Batch<Integer> copy = of(List.of(records));
        records.add(2);

        assertThat(copy.collect()).containsExactly(1);
        assertThatThrownBy(() -> copy.partitions().get(0).add(3)).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void passesFailuresThroughUnchanged() {
        IOException failure = new IOException("no");

        assertThatThrownBy(() -> batch.map(value -> {
                    throw failure;
                }))
                .isSameAs(failure);
    }
}
