package io.holdfast.drill;

import io.holdfast.checkpoint.CheckpointReader;
import io.holdfast.common.BytesReader;
import io.holdfast.drill.Comparison.Difference;
import io.holdfast.sink.kafka.RehearsedTopic.Content;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether a topic holds exactly what the batches sealed: each record once, and in each partition in the order of the
 * batches. Records alike without key and partition may stand for each other, so only their number is compared.
 */
final class KafkaComparison {

    private static final int DIFFERENCES_MAX = 5;

    private final String sink;
    private final Decoder decoder;
    private final String topic;
    private final List<Sealed> sealed = new ArrayList<>();
    private final Map<Identity, ArrayDeque<Integer>> places = new HashMap<>();
    private final Map<Integer, Integer> newest = new HashMap<>();
    private final Set<ByteBuffer> alike = new HashSet<>();
    private final BitSet matched = new BitSet();
    private final Set<Long> batches = new HashSet<>();
    private final List<Difference> differences = new ArrayList<>();
    private long differing;
    private long records;

    /** What a batch sealed as what a topic would hold. */
    @FunctionalInterface
    interface Decoder {
        Content decode(BytesReader record, long batchTimeMillis);
    }

    private record Identity(@Nullable Integer partition, ByteBuffer bytes) {}

    private record Sealed(long batch, int index, Content content) {}

    KafkaComparison(String sink, Decoder decoder, String topic) {
        this.sink = sink;
        this.decoder = decoder;
        this.topic = topic;
    }

    /** Adds what batches sealed, in order. */
    void expect(CheckpointReader archive, long first, long last) throws Exception {
        for (long batch = first; batch <= last; batch++) {
            SealedOutbox outbox = new SealedOutbox(archive, archive.read(batch), sink);
            outbox.visit(0, record -> {
                expect(outbox.batch(), decoder.decode(record, outbox.batchTimeMillis()));
                return true;
            });
        }
    }

    private void expect(long batch, Content content) {
        int index = sealed.isEmpty() || sealed.get(sealed.size() - 1).batch() != batch
                ? 0
                : sealed.get(sealed.size() - 1).index() + 1;
        ByteBuffer bytes = ByteBuffer.wrap(content.bytes());
        ArrayDeque<Integer> same =
                places.computeIfAbsent(new Identity(content.partition(), bytes), key -> new ArrayDeque<>());
        if (!same.isEmpty() && content.partition() == null && !content.keyed()) {
            alike.add(bytes);
        }
        same.add(sealed.size());
        sealed.add(new Sealed(batch, index, content));
    }

    /** The next record of a partition. */
    void found(Content content) {
        records++;
        ByteBuffer bytes = ByteBuffer.wrap(content.bytes());
        ArrayDeque<Integer> same = places.get(new Identity(content.partition(), bytes));
        if (same == null || same.isEmpty()) {
            ArrayDeque<Integer> anywhere = places.get(new Identity(null, bytes));
            same = anywhere == null ? same : anywhere;
        }
        String where = "partition " + content.partition();
        Integer place = same == null ? null : same.peek();
        if (same == null || place == null) {
            differ(
                    -1,
                    where + (same == null ? ", a record that was never sealed" : ", a record again"),
                    null,
                    Printable.of(content.bytes()));
            return;
        }
        same.poll();
        matched.set(place);
        batches.add(sealed.get(place).batch());
        if (!alike.contains(bytes)) {
            checkOrder(content, where, place);
        }
    }

    private void checkOrder(Content content, String where, int place) {
        Integer before = newest.put(java.util.Objects.requireNonNull(content.partition()), place);
        if (before != null && before > place) {
            Sealed later = sealed.get(before);
            differ(
                    sealed.get(place).batch(),
                    where + ", out of order",
                    "before record " + later.index() + " of batch " + later.batch(),
                    "after it: " + Printable.of(content.bytes()));
        }
    }

    private void differ(long batch, String place, @Nullable String expected, @Nullable String found) {
        differing++;
        if (differences.size() < DIFFERENCES_MAX) {
            differences.add(new Difference(batch, place, expected, found));
        }
    }

    /** If not everything had to be published, only what comes after the last that was may be missing. */
    Comparison finished(boolean complete) {
        int end = complete ? sealed.size() : matched.length();
        for (int i = matched.nextClearBit(0); i < end; i = matched.nextClearBit(i + 1)) {
            Sealed lost = sealed.get(i);
            differ(
                    lost.batch(),
                    "record " + lost.index() + ", which is missing",
                    Printable.of(lost.content().bytes()),
                    null);
        }
        return new Comparison(
                Comparison.Kind.PUBLISHED,
                "sink '" + sink + "'",
                batches.size(),
                records,
                differing == 0 ? Verdict.PASSED : Verdict.FAILED,
                statement(),
                differences);
    }

    private String statement() {
        return differing == 0
                ? "sink '" + sink + "' published " + records + " records of " + batches.size() + " batches to " + topic
                        + " exactly as they were sealed: none lost, doubled or out of order"
                : topic + " does not hold what the batches sealed for sink '" + sink + "': " + differing
                        + " places differ, the first: " + Differences.text(differences.get(0));
    }
}
