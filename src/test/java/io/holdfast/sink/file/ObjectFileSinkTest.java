package io.holdfast.sink.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.codec.Types;
import io.holdfast.common.BytesWriter;
import io.holdfast.failure.IncompatibleCheckpointException;
import io.holdfast.failure.SinkException;
import io.holdfast.failure.UserCodeException;
import io.holdfast.format.Marker;
import io.holdfast.model.Pair;
import io.holdfast.sink.MemoryOutbox;
import io.holdfast.sink.Publisher;
import io.holdfast.sink.SinkContext;
import io.holdfast.testkit.simulation.DeterministicWorkers;
import io.holdfast.testkit.simulation.ManualTime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What goes into object files comes out of them, or damage is named. Planted defects seen to fail: checksums of lengths and of
 * content not compared; the count of records not compared with the manifest; files that say nothing of the shapes of classes.
 */
class ObjectFileSinkTest {

    /** A class of the job. */
    public record Visit(String page, int seconds) {}

    private final Types types = Types.builder().register(Visit.class).build();
    private final Path directory;

    ObjectFileSinkTest(@TempDir Path root) {
        directory = root.resolve("out");
    }

    private SinkContext context(String timeline) {
        ManualTime time = new ManualTime();
        return new SinkContext("job", "id", timeline, "out", types, new DeterministicWorkers(1, time), time);
    }

    private void publish(String timeline, long batch, Object... records) throws Exception {
        ObjectFileSink<Object> sink = ObjectFileSink.of(directory);
        SinkContext context = context(timeline);
        Publisher publisher = sink.publisher(context);
        publisher.recover();
        publisher.publish(List.of(MemoryOutbox.encoded(timeline, batch, sink.encoder(context), records)), 0);
    }

    private <T> List<T> read(Types known, Class<T> type) throws Exception {
        List<T> found = new ArrayList<>();
        long count = ObjectFiles.read(directory.toString(), known, type, found::add);
        assertThat(count).isEqualTo(found.size());
        return found;
    }

    private Path part() {
        return directory.resolve("tl-00000000000000000001").resolve("part-00000.objects");
    }

    @Test
    void recordsComeBackInTheOrderOfBatches() throws Exception {
        String large = "x".repeat(200_000);
        publish("tl", 9, new Visit("/", 1), Pair.of("a", 2L), large);
        publish("tl", 10, List.of(1, 2));
        publish("a-fork", 11, "last");

        assertThat(read(types, Object.class))
                .containsExactly(new Visit("/", 1), Pair.of("a", 2L), large, List.of(1, 2), "last");
    }

    /** As its job leaves it while it writes, or a dead one has left it. */
    @Test
    void aBatchThatIsBeingWrittenIsNotRead() throws Exception {
        publish("tl", 1, "whole");
        Files.createDirectory(directory.resolve(FileNames.staging("1-2", FileNames.batch("tl", 2))));

        assertThat(read(types, String.class)).containsExactly("whole");
    }

    @Test
    void manyRecordsFillManyBlocks() throws Exception {
        Object[] records = new Object[50_000];
        Arrays.setAll(records, i -> "record " + i);
        publish("tl", 1, records);

        assertThat(read(types, String.class))
                .hasSize(50_000)
                .containsExactly(Arrays.copyOf(records, 50_000, String[].class));
    }

    /** The other job gives ids in another order. */
    @Test
    void filesAreReadByTheirOwnIdsOfTypes() throws Exception {
        publish("tl", 1, new Visit("/", 1));

        assertThat(read(Types.builder().register(Other.class, Visit.class).build(), Visit.class))
                .containsExactly(new Visit("/", 1));
    }

    /** Has the id of {@link Visit}, if files do not say which id that class had. */
    public record Other(String page, int seconds) {}

    @Test
    void nothingIsMadeOfClassesThatAreNotRegistered() throws Exception {
        publish("tl", 1, new Visit("/", 1));

        assertThatThrownBy(() -> read(Types.builder().build(), Object.class))
                .isInstanceOf(IncompatibleCheckpointException.class)
                .hasMessageContaining(Visit.class.getName());
    }

    @Test
    void aRecordOfAnotherClassIsNamed() throws Exception {
        publish("tl", 1, "a");

        assertThatThrownBy(() -> read(types, Visit.class))
                .isInstanceOf(SinkException.class)
                .hasMessageContaining("java.lang.String")
                .hasMessageContaining(Visit.class.getName());
    }

    @Test
    void refusesRecordsThatCouldNotBeKept() {
        ObjectFileSink<Object> sink = ObjectFileSink.of(directory);
        assertThatThrownBy(() -> sink.encoder(context("tl")).encode(new Other("", 1), new BytesWriter(16)))
                .isInstanceOf(UserCodeException.class)
                .hasMessageContaining(Other.class.getName());
        assertThatThrownBy(() -> sink.encoder(context("tl")).encode(null, new BytesWriter(16)))
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("object file sink 'out' takes no null records");
    }

    /** Each byte flipped, and the file cut after each. */
    @Test
    void damageIsNamedWhereverItIs() throws Exception {
        publish("tl", 1, new Visit("/", 1), "b");
        byte[] sound = Files.readAllBytes(part());
        for (int at = 0; at < sound.length; at++) {
            byte[] flipped = sound.clone();
            flipped[at] ^= (byte) 0x81;
            requireNamed(flipped);
            requireNamed(Arrays.copyOf(sound, at));
        }
        Files.delete(part());
        assertThatThrownBy(() -> read(types, Object.class))
                .isInstanceOf(SinkException.class)
                .hasMessageContaining("cannot read " + part());
    }

    private void requireNamed(byte[] damaged) throws Exception {
        Files.write(part(), damaged);
        assertThatThrownBy(() -> read(types, Object.class))
                .isInstanceOf(SinkException.class)
                .hasMessageContaining(part() + " is damaged");
    }

    @Test
    void aMissingRecordIsNoticed() throws Exception {
        publish("tl", 1, "a", "b");
        Path manifest = part().resolveSibling("_manifest");
        PublishedBatch batch = PublishedBatch.parse(Files.readAllBytes(manifest));
        PublishedBatch more = new PublishedBatch(
                batch.kind(),
                batch.sink(),
                new Marker("tl", 1, batch.marker().manifest(), 3),
                batch.bytes(),
                batch.crc32c());
        Files.write(manifest, more.stored());

        assertThatThrownBy(() -> read(types, Object.class))
                .isInstanceOf(SinkException.class)
                .hasMessageContaining("says 3 records, there are 2");
    }

    @Test
    void aDirectoryOfOtherFilesIsRefused() throws Exception {
        TextFileSink<Object> lines = TextFileSink.of(directory);
        Publisher publisher = lines.publisher(context("tl"));
        publisher.recover();
        publisher.publish(List.of(MemoryOutbox.encoded("tl", 1, lines.encoder(context("tl")), "a")), 0);

        assertThatThrownBy(() -> read(types, Object.class))
                .isInstanceOf(SinkException.class)
                .hasMessageContaining("holds text files; expected object files");
        assertThatThrownBy(() -> ObjectFiles.read(directory + "/none", types, Object.class, record -> {}))
                .isInstanceOf(SinkException.class)
                .hasMessageContaining("cannot read " + directory + "/none");
    }
}
