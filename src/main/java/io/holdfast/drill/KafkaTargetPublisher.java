package io.holdfast.drill;

import io.holdfast.format.Marker;
import io.holdfast.sink.Outbox;
import io.holdfast.sink.Publisher;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Publishes to a topic of the drill. As long as that has no marker, the marker of the fork counts: what the original job has
 * published is not published again. A file shows when it publishes, for faults that are aimed at that.
 */
final class KafkaTargetPublisher implements Publisher {

    private static final String SIGN = "publishing.tmp";

    private final Publisher kafka;
    private final Path recordings;
    private final String sink;

    KafkaTargetPublisher(Publisher kafka, Path recordings, String sink) {
        this.kafka = kafka;
        this.recordings = recordings;
        this.sink = sink;
    }

    @Override
    public @Nullable Marker recover() throws Exception {
        Files.deleteIfExists(recordings.resolve(sink).resolve(SIGN));
        Marker marker = kafka.recover();
        Recording fork = Recording.of(recordings, sink);
        return marker != null || fork.size() == 0 ? marker : fork.read(0).marker();
    }

    @Override
    public void publish(List<Outbox> outboxes, long skipRecords) throws Exception {
        Path directory = Files.createDirectories(recordings.resolve(sink));
        Path sign = directory.resolve(SIGN);
        Files.deleteIfExists(sign);
        Files.createFile(sign);
        try {
            kafka.publish(outboxes, skipRecords);
        } finally {
            Files.deleteIfExists(sign);
        }
    }

    @Override
    public void keepAlive() throws Exception {
        kafka.keepAlive();
    }

    @Override
    public void close() {
        kafka.close();
    }
}
