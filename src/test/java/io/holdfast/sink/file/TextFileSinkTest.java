package io.holdfast.sink.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.common.BytesWriter;
import io.holdfast.failure.ConfigurationException;
import io.holdfast.failure.SinkException;
import io.holdfast.failure.UserCodeException;
import io.holdfast.format.Marker;
import io.holdfast.sink.MemoryOutbox;
import io.holdfast.sink.Outbox;
import io.holdfast.sink.OutboxEncoder;
import io.holdfast.sink.Publisher;
import io.holdfast.sink.SinkContext;
import io.holdfast.storage.FileOperations;
import io.holdfast.storage.StorageOutput;
import io.holdfast.storage.local.LocalFileOperations;
import io.holdfast.testkit.simulation.ManualTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextFileSinkTest {

    private final ManualTime time = new ManualTime();
    private final SinkContext context = FileSinkCrashContract.context(time);
    private final Path directory;

    TextFileSinkTest(@TempDir Path root) {
        directory = root.resolve("a/b");
    }

    private TextFileSink<Object> sink() {
        return TextFileSink.of(directory);
    }

    private MemoryOutbox outbox(long batch, Object... values) throws Exception {
        return MemoryOutbox.encoded("tl", batch, sink().encoder(context), values);
    }

    private void publish(Outbox... outboxes) throws Exception {
        Publisher publisher = sink().publisher(context);
        publisher.recover();
        publisher.publish(List.of(outboxes), 0);
        publisher.close();
    }

    private Path batch(long batch) {
        return directory.resolve(FileNames.batch("tl", batch));
    }

    private List<String> names() throws IOException {
        try (Stream<Path> paths = Files.list(directory)) {
            return paths.map(path -> String.valueOf(path.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void writesADirectoryPerBatchAndAMarker() throws Exception {
        publish(outbox(3, "a", 1, ""), outbox(5, "größe 😀"));

        assertThat(names()).containsExactly("_marker", "tl-00000000000000000003", "tl-00000000000000000005");
        assertThat(Files.readString(batch(3).resolve("part-00000.txt"))).isEqualTo("a\n1\n\n");
        assertThat(Files.readString(batch(5).resolve("part-00000.txt"))).isEqualTo("größe 😀\n");
        assertThat(sink().publisher(context).recover()).isEqualTo(new Marker("tl", 5, MemoryOutbox.digest("tl", 5), 1));
    }

    @Test
    void hasNoMarkerAtFirst() throws Exception {
        assertThat(sink().publisher(context).recover()).isNull();
        assertThat(names()).isEmpty();
    }

    @Test
    void usesFormatterAndSuffix() throws Exception {
        TextFileSink<Integer> sink = TextFileSink.<Integer>of(directory)
                .formatter(Integer::toHexString)
                .suffix(".hex");
        MemoryOutbox outbox = MemoryOutbox.encoded("tl", 1, sink.encoder(context), 255);
        Publisher publisher = sink.publisher(context);
        publisher.recover();
        publisher.publish(List.of(outbox), 0);

        assertThat(Files.readString(batch(1).resolve("part-00000.hex"))).isEqualTo("ff\n");
    }

    @Test
    void streamsMoreThanItsBufferHolds() throws Exception {
        Object[] values = new Object[50_000];
        for (int i = 0; i < values.length; i++) {
            values[i] = "record " + i;
        }
        values[7] = "x".repeat(200_000);
        publish(outbox(1, values));

        List<String> lines = Files.readAllLines(batch(1).resolve("part-00000.txt"));
        assertThat(lines).hasSize(50_000).contains("record 49999").element(7).isEqualTo(values[7]);
    }

    @Test
    void skipsAFirstBatchThatIsPublished() throws Exception {
        publish(outbox(1, "a"));
        Publisher publisher = sink().publisher(context);
        publisher.recover();

        publisher.publish(List.of(outbox(1, "a"), outbox(2, "b")), 1);

        assertThat(names()).hasSize(3);
    }

    @Test
    void leavesABatchAloneThatIsAlreadyThere() throws Exception {
        publish(outbox(1, "a"));
        Files.delete(directory.resolve("_marker"));
        Object before = Files.getLastModifiedTime(batch(1).resolve("part-00000.txt"));

        publish(outbox(1, "a"), outbox(2, "b"));

        assertThat(Files.getLastModifiedTime(batch(1).resolve("part-00000.txt")))
                .isEqualTo(before);
    }

    @Test
    void refusesADirectoryThatHoldsAnotherBatchOfTheSameName() throws Exception {
        publish(outbox(1, "a"));
        MemoryOutbox other = outbox(1, "b");
        MemoryOutbox otherManifest =
                new MemoryOutbox("tl", 1, other.batchTimeMillis(), MemoryOutbox.digest("other", 1), other.entries());

        assertThatThrownBy(() -> publish(otherManifest))
                .isInstanceOf(SinkException.class)
                .hasMessageContaining(batch(1) + " holds another batch");
    }

    @Test
    void refusesADirectoryOfAnotherSink() throws Exception {
        publish(outbox(1, "a"));
        SinkContext other =
                new SinkContext("job", "id", "tl", "other", context.types(), context.workers(), context.time());

        assertThatThrownBy(() -> sink().publisher(other).recover())
                .isInstanceOf(SinkException.class)
                .hasMessageContaining("was written by sink out");
    }

    @Test
    void refusesADirectoryOfAnotherKindOfFiles() throws Exception {
        publish(outbox(1, "a"));
        Path marker = directory.resolve("_marker");
        byte[] objects =
                new PublishedBatch("object files", "out", outbox(1, "a").marker(1), 2, 3).stored();
        Files.write(marker, objects);

        assertThatThrownBy(() -> sink().publisher(context).recover())
                .isInstanceOf(SinkException.class)
                .hasMessageContaining(marker + " is of object files; expected text files");
    }

    @Test
    void refusesATargetThatIsAFile() throws Exception {
        Files.createDirectories(directory.getParent());
        Files.createFile(directory);

        assertThatThrownBy(() -> sink().publisher(context).recover())
                .isInstanceOf(SinkException.class)
                .hasMessageContaining(directory + ": expected a directory, found a file");
    }

    @Test
    void takesADirectoryAsPeopleWriteIt() {
        assertThat(TextFileSink.of(directory.toString()).target()).isEqualTo(directory.toString());
        assertThat(TextFileSink.of("file://" + directory).target()).isEqualTo(directory.toString());
        assertThat(TextFileSink.of("hdfs://host:1/a/b").target()).isEqualTo("hdfs://host:1/a/b");
        for (String other : List.of("s3a://bucket/a", "hdsf://host/a", "hdfs://not a host")) {
            assertThatThrownBy(() -> TextFileSink.of(other))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining(other)
                    .hasMessageContaining("expected a local path, hdfs://");
        }
    }

    @Test
    void refusesADamagedMarkerOrManifest() throws Exception {
        publish(outbox(1, "a"));
        Path manifest = batch(1).resolve("_manifest");
        Files.writeString(manifest, Files.readString(manifest).replace("batch=1", "batch=2"));
        assertThatThrownBy(() -> publish(outbox(1, "a")))
                .isInstanceOf(SinkException.class)
                .hasMessageContaining(manifest + " is damaged");

        Files.writeString(directory.resolve("_marker"), "");
        assertThatThrownBy(() -> sink().publisher(context).recover())
                .isInstanceOf(SinkException.class)
                .hasMessageContaining(directory.resolve("_marker") + " is damaged");
    }

    @Test
    void findsTheNewestBatchWhenTheMarkerIsBehind() throws Exception {
        publish(outbox(1, "a"));
        byte[] marker = Files.readAllBytes(directory.resolve("_marker"));
        publish(outbox(2, "b"));
        Files.write(directory.resolve("_marker"), marker);

        assertThat(sink().publisher(context).recover()).isEqualTo(new Marker("tl", 2, MemoryOutbox.digest("tl", 2), 1));
    }

    @Test
    void keepsTheMarkerWhenBatchesWereMovedAway() throws Exception {
        publish(outbox(1, "a"));
        try (Stream<Path> parts = Files.list(batch(1))) {
            for (Path part : parts.toList()) {
                Files.delete(part);
            }
        }
        Files.delete(batch(1));

        assertThat(sink().publisher(context).recover()).isEqualTo(outbox(1, "a").marker(1));
    }

    @Test
    void goesOnFromAMarkerOfAnEarlierTimeline() throws Exception {
        publish(outbox(9, "a"));
        SinkContext forked =
                new SinkContext("job", "id", "fork", "out", context.types(), context.workers(), context.time());
        Publisher publisher = sink().publisher(forked);
        assertThat(publisher.recover()).isEqualTo(outbox(9, "a").marker(1));

        publisher.publish(List.of(MemoryOutbox.encoded("fork", 4, sink().encoder(forked), "b")), 0);

        assertThat(sink().publisher(forked).recover())
                .isEqualTo(new Marker("fork", 4, MemoryOutbox.digest("fork", 4), 1));
    }

    /** Planted defect: without looking at the marker first, the old process puts it back to its own batch. */
    @Test
    void stopsAProcessThatWasSucceeded() throws Exception {
        publish(outbox(1, "a"));
        Publisher old = sink().publisher(context);
        old.recover();
        publish(outbox(2, "b"), outbox(3, "c"));

        assertThatThrownBy(() -> old.publish(List.of(outbox(2, "b")), 0))
                .isInstanceOf(SinkException.class)
                .hasMessageContaining("was changed by another process");
        assertThat(sink().publisher(context).recover()).isEqualTo(outbox(3, "c").marker(1));
    }

    /** Planted defect: staging left behind takes the room that the next attempt needs. */
    @Test
    void removesStagingAndNamesTheDirectoryWhenTheDiskIsFull() throws Exception {
        publish(outbox(1, "a"));
        FileOperations full = new DefectiveFiles(new LocalFileOperations(directory)) {
            @Override
            public StorageOutput create(String file) throws IOException {
                files.create(file).close();
                throw new IOException("No space left on device");
            }
        };
        Publisher publisher = new BatchDirectoryPublisher(context, new LineWriter(".txt"), full);
        publisher.recover();

        assertThatThrownBy(() -> publisher.publish(List.of(outbox(2, "b")), 0))
                .isInstanceOf(SinkException.class)
                .hasMessageContaining("cannot publish batch 2 in " + directory)
                .hasMessageContaining("No space left on device");
        assertThat(names()).containsExactly("_marker", "tl-00000000000000000001");

        publish(outbox(2, "b"));
        assertThat(names()).hasSize(3);
    }

    @Test
    void removesWhatADeadProcessLeftHalfWritten() throws Exception {
        Path staging = Files.createDirectories(directory.resolve(".staging-1-2-tl-00000000000000000001"));
        Files.writeString(staging.resolve("part-00000.txt"), "half");
        Path foreign = Files.createDirectory(directory.resolve("not ours"));

        sink().publisher(context).recover();

        assertThat(staging).doesNotExist();
        assertThat(foreign).exists();
    }

    @Test
    void refusesRecordsThatAreNotOneLine() {
        OutboxEncoder<Object> encoder = sink().encoder(context);

        for (String record : List.of("a\nb", "a\r", "\ud800", "x\udc00y")) {
            assertThatThrownBy(() -> encoder.encode(record, new BytesWriter(16)))
                    .isInstanceOf(UserCodeException.class)
                    .hasMessageContaining("a record of text file sink out has");
        }
    }

    @Test
    void namesTheSinkWhoseFormatterFails() {
        TextFileSink<Object> sink = sink().formatter(value -> {
            throw new IllegalStateException("no");
        });

        assertThatThrownBy(() -> sink.encoder(context).encode("a", new BytesWriter(16)))
                .isInstanceOf(UserCodeException.class)
                .hasMessageContaining("text file sink out");
    }

    @Test
    void refusesASuffixThatIsAPath() {
        assertThatThrownBy(() -> sink().suffix("/x")).isInstanceOf(ConfigurationException.class);
    }
}
