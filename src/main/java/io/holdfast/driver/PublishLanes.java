package io.holdfast.driver;

import io.holdfast.checkpoint.Checkpoint.Committed;
import io.holdfast.common.TimeSource;
import io.holdfast.format.Manifest.SinkProgress;
import io.holdfast.format.Marker;
import io.holdfast.format.SectionBuffer;
import io.holdfast.plan.Node.SinkNode;
import io.holdfast.sink.SinkContext;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** All sinks of a job, each with its lane. */
final class PublishLanes implements AutoCloseable {

    /** How often the driver looks while it waits for a slow sink. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final JobOptions options;
    private final Attention attention;
    private final Map<String, SinkNode> nodes = new LinkedHashMap<>();
    private final Map<String, PublishLane> lanes = new LinkedHashMap<>();

    PublishLanes(
            List<SinkNode> sinks,
            Function<String, SinkContext> contexts,
            JobOptions options,
            JobEnvironment environment,
            Attention attention,
            Listeners listeners) {
        this.options = options;
        this.attention = attention;
        for (SinkNode node : sinks) {
            nodes.put(node.name(), node);
            lanes.put(
                    node.name(),
                    new PublishLane(
                            node.name(),
                            new ReportedPublisher(
                                    node.name(),
                                    node.sink().publisher(contexts.apply(node.name())),
                                    listeners,
                                    environment.time()),
                            node.sink().keepsMarker(),
                            environment.workers(),
                            attention));
        }
    }

    /** Shuts out older publishers and reads all markers, in parallel. */
    Map<String, CompletableFuture<@Nullable Marker>> recover() {
        Map<String, CompletableFuture<@Nullable Marker>> markers = new LinkedHashMap<>();
        lanes.forEach((name, lane) -> markers.put(name, lane.recover()));
        return markers;
    }

    /** Decides for all sinks what is pending, then begins to publish: none begins if one must refuse. */
    void begin(Map<String, Marker> markers, SinkRecovery recovery) {
        Map<String, SinkRecovery.Pending> pending = new LinkedHashMap<>();
        nodes.forEach((name, node) ->
                pending.put(name, recovery.pending(name, node.sink().keepsMarker(), markers.get(name))));
        lanes.forEach((name, lane) -> lane.begin(Objects.requireNonNull(pending.get(name))));
    }

    /** Hands out what a batch staged, now that it is committed. */
    void committed(Committed batch, List<SectionBuffer> outboxes) {
        lanes.forEach((name, lane) -> {
            List<SectionBuffer> own = outboxes.stream()
                    .filter(outbox -> outbox.owner().equals(name))
                    .toList();
            lane.committed(batch.manifest().batch(), own.isEmpty() ? null : new FreshOutbox(batch, own));
        });
    }

    /** Throws what ended a lane. */
    void check() throws Exception {
        for (PublishLane lane : lanes.values()) {
            Throwable failure = lane.failure();
            if (failure instanceof Error error) {
                throw error;
            } else if (failure != null) {
                throw (Exception) failure;
            }
        }
    }

    /** Waits until no sink is too far behind; true if that was so at once. */
    boolean awaitRoom() throws Exception {
        boolean room = true;
        while (!lanes.values().stream()
                .allMatch(lane -> lane.isWithin(options.maxUnpublishedBatches(), options.maxUnpublishedBytes()))) {
            room = false;
            attention.await(LOOK);
            check();
        }
        return room;
    }

    /** Waits until everything is published, or for the time; false if it is not. */
    boolean awaitDrained(Duration atMost, TimeSource time) throws Exception {
        long deadline = time.monotonicNanos() + atMost.toNanos();
        while (!isDrained() && time.monotonicNanos() < deadline) {
            attention.await(LOOK);
            check();
        }
        return isDrained();
    }

    private boolean isDrained() {
        return lanes.values().stream().allMatch(PublishLane::isDrained);
    }

    /** Through which batch each sink has published. */
    Map<String, Long> publishedThrough() {
        Map<String, Long> published = new TreeMap<>();
        lanes.forEach((name, lane) -> published.put(name, lane.publishedThrough()));
        return published;
    }

    void keepAlive() {
        lanes.values().forEach(PublishLane::keepAlive);
    }

    /** What a manifest that is sealed now says of the sinks. */
    SortedMap<String, SinkProgress> progress() {
        SortedMap<String, SinkProgress> progress = new TreeMap<>();
        nodes.forEach((name, node) -> {
            PublishLane lane = Objects.requireNonNull(lanes.get(name));
            progress.put(
                    name, new SinkProgress(node.kind(), node.sink().target(), lane.publishedThrough(), lane.marker()));
        });
        return progress;
    }

    @Override
    public void close() throws Exception {
        Exception failure = null;
        for (PublishLane lane : lanes.values()) {
            try {
                lane.close();
            } catch (Exception e) {
                failure = failure == null ? e : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
