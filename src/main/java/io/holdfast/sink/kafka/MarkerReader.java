package io.holdfast.sink.kafka;

import io.holdfast.failure.SinkException;
import io.holdfast.format.Marker;
import io.holdfast.sink.SinkContext;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Reads the marker of a sink, never one that a transaction is just replacing.
 *
 * <p>An admin client tells three cases apart, though it does not say so: no marker is an entry that is null; a marker in
 * a transaction that has not ended is <em>no entry at all</em>, since the client skips what brokers answer with an
 * error. Taking the latter for "no marker" would publish everything again.
 *
 * <p>Brokers up to 4.4.0 at least take a partition without a leader for a deleted one, and then end a committed
 * transaction without telling that partition. If that hides the marker, nothing here can say whether the transaction's
 * records will be seen: to end it by another transaction that is aborted was tried, and repeated a batch whose records
 * then became visible. So this waits, and then fails.
 */
record MarkerReader(TopicDirectory topics, SinkContext context, Duration limit) {

    private static final Duration PAUSE = Duration.ofMillis(100);

    /** Returns the marker, or null if there is none; waits for a transaction that is just ending. */
    @Nullable
    Marker read(String group, TopicPartition place) throws Exception {
        long begin = context.time().monotonicNanos();
        Map<TopicPartition, OffsetAndMetadata> answer = ask(group, place);
        while (!answer.containsKey(place)) {
            if (context.time().monotonicNanos() - begin >= limit.toNanos()) {
                throw new SinkException("sink " + context.sink() + ": the marker, which is the offset of " + place
                        + " in group " + group + ", was in a transaction that did not end within " + limit.toMillis()
                        + " ms; something else writes to this group, or the brokers have lost the end of a transaction"
                        + " (their log then says 'Couldn't find leader endpoint'). Nothing is published until it is"
                        + " known which");
            }
            context.workers().await(new CompletableFuture<>(), PAUSE);
            answer = ask(group, place);
        }
        OffsetAndMetadata found = answer.get(place);
        return found == null ? null : MarkerCodec.decode(group, found.metadata());
    }

    private Map<TopicPartition, OffsetAndMetadata> ask(String group, TopicPartition place) throws Exception {
        return topics.ask(
                () -> topics.admin()
                        .listConsumerGroupOffsets(
                                Map.of(group, new ListConsumerGroupOffsetsSpec().topicPartitions(List.of(place))),
                                new ListConsumerGroupOffsetsOptions().requireStable(true))
                        .partitionsToOffsetAndMetadata(group),
                "read the marker");
    }
}
