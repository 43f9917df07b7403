package io.holdfast.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.common.BytesWriter;
import io.holdfast.common.Digest;
import io.holdfast.failure.CorruptCheckpointException;
import io.holdfast.failure.IncompatibleCheckpointException;
import io.holdfast.format.Manifest.Kind;
import io.holdfast.storage.StorageOutput;
import io.holdfast.testkit.simulation.SimulatedStorage;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Every byte of every file is checked. Planted defects seen to fail: no checksum of header, footer, chunk or payload
 * compared; batch id or epoch not compared with the name; descriptor digest not compared.
 */
class DamageTest {

    private final SimulatedStorage storage = new SimulatedStorage();

    @BeforeEach
    void createDirectories() throws IOException {
        for (String directory : FileNames.DIRECTORIES) {
            storage.createDirectories(directory);
        }
    }

    private void writeBatch(long batch, Manifest draft) throws IOException {
        try (StorageOutput output = storage.create(FileNames.batch(batch))) {
            List<SectionBuffer> sections = List.of(
                    Manifests.delta("1".repeat(300), "a", "b"), Manifests.outbox("x"), Manifests.outbox("y", "z"));
            new BatchFileWriter().write(output, draft, sections);
        }
    }

    private void readBatch(long batch) {
        try (BatchFileReader reader = BatchFileReader.open(storage, batch)) {
            reader.verify();
        }
    }

    private static SnapshotDescriptor descriptor(String content) {
        return new SnapshotDescriptor(
                "job-1",
                0,
                0,
                256,
                3,
                4,
                List.of(new SnapshotDescriptor.SnapshotFile(
                        "1.sst", FileNames.storedName(2, 0, content, "1.sst"), 9, 7)));
    }

    private interface Reading {
        void read() throws IOException;
    }

    /** Flips each bit and cuts at each length; the file is whole before and after. */
    private void everyDamageIsNamed(String path, Reading reading) throws IOException {
        reading.read();
        byte[] whole = storage.content(path);
        for (int position = 0; position < whole.length; position++) {
            for (int bit = 0; bit < 8; bit++) {
                storage.flipBit(path, position, bit);
                assertThatThrownBy(reading::read)
                        .as("bit %d of byte %d of %d", bit, position, whole.length)
                        .isInstanceOf(CorruptCheckpointException.class)
                        .hasMessageContainingAll("simulated/" + path, "expected", "found", "verify", "fork --batch");
                storage.flipBit(path, position, bit);
            }
        }
        reading.read();
        for (int length = whole.length - 1; length >= 0; length--) {
            storage.cut(path, length);
            assertThatThrownBy(reading::read)
                    .as("cut at %d of %d", length, whole.length)
                    .isInstanceOf(CorruptCheckpointException.class)
                    .hasMessageContaining(path);
        }
        storage.delete(path);
        assertThatThrownBy(reading::read)
                .isInstanceOf(CorruptCheckpointException.class)
                .hasMessageContaining(path)
                .hasMessageContaining("missing");
    }

    @Test
    void everyDamageOfABatchFileIsNamed() throws IOException {
        writeBatch(7, Manifests.draft(Kind.BATCH, 7, 6));
        everyDamageIsNamed(FileNames.batch(7), () -> readBatch(7));
    }

    @Test
    void everyDamageOfASnapshotDescriptorIsNamed() throws IOException {
        Digest digest = SnapshotStore.write(storage, descriptor("a"));
        everyDamageIsNamed(FileNames.snapshot(digest), () -> SnapshotStore.read(storage, digest));
    }

    @Test
    void everyDamageOfAnEpochFileIsNamed() throws IOException {
        assertThat(EpochFile.claim(storage, new EpochFile(3, "n", 5))).isTrue();
        everyDamageIsNamed(FileNames.epoch(3), () -> EpochFile.read(storage, 3));
    }

    @Test
    void everyDamageOfAPinIsNamed() throws IOException {
        assertThat(PinFile.publish(storage, new PinFile("audit", 7, "why", 5), "n"))
                .isTrue();
        everyDamageIsNamed(FileNames.pin("audit"), () -> PinFile.read(storage, "audit"));
    }

    /** One file of each kind, and how it is read. */
    private Map<String, Reading> oneOfEachKind() throws IOException {
        writeBatch(7, Manifests.draft(Kind.BATCH, 7, 6));
        assertThat(EpochFile.claim(storage, new EpochFile(3, "n", 5))).isTrue();
        assertThat(PinFile.publish(storage, new PinFile("audit", 7, "why", 5), "n"))
                .isTrue();
        Digest digest = SnapshotStore.write(storage, descriptor("a"));
        Map<String, Reading> files = Map.of(
                FileNames.batch(7), () -> readBatch(7),
                FileNames.epoch(3), () -> EpochFile.read(storage, 3),
                FileNames.pin("audit"), () -> PinFile.read(storage, "audit"),
                FileNames.snapshot(digest), () -> SnapshotStore.read(storage, digest));
        assertThat(files).hasSameSizeAs(FileKind.values());
        return files;
    }

    @Test
    void aByteTooMuchIsDamage() throws IOException {
        for (Map.Entry<String, Reading> file : oneOfEachKind().entrySet()) {
            byte[] whole = storage.content(file.getKey());
            replace(file.getKey(), Arrays.copyOf(whole, whole.length + 1));
            assertThatThrownBy(() -> file.getValue().read())
                    .isInstanceOf(CorruptCheckpointException.class)
                    .hasMessageContaining(file.getKey());
        }
    }

    @Test
    void aFileInThePlaceOfItsSiblingIsDamage() throws IOException {
        writeBatch(7, Manifests.draft(Kind.BATCH, 7, 6));
        storage.publish(FileNames.batch(7), FileNames.batch(8));
        assertThatThrownBy(() -> readBatch(8))
                .isInstanceOf(CorruptCheckpointException.class)
                .hasMessageContainingAll("8.batch", "expected batch 8", "found batch 7");

        assertThat(EpochFile.claim(storage, new EpochFile(3, "n", 5))).isTrue();
        storage.publish(FileNames.epoch(3), FileNames.epoch(4));
        assertThatThrownBy(() -> EpochFile.read(storage, 4)).isInstanceOf(CorruptCheckpointException.class);
        storage.publish(FileNames.epoch(3), FileNames.batch(9));
        assertThatThrownBy(() -> readBatch(9))
                .isInstanceOf(CorruptCheckpointException.class)
                .hasMessageContaining("kind BATCH");

        assertThat(PinFile.publish(storage, new PinFile("audit", 7, "why", 5), "n"))
                .isTrue();
        storage.publish(FileNames.pin("audit"), FileNames.pin("other"));
        assertThatThrownBy(() -> PinFile.read(storage, "other"))
                .isInstanceOf(CorruptCheckpointException.class)
                .hasMessageContainingAll("pin other", "pin audit");

        Digest one = SnapshotStore.write(storage, descriptor("a"));
        Digest other = SnapshotStore.write(storage, descriptor("b"));
        storage.delete(FileNames.snapshot(one));
        storage.publish(FileNames.snapshot(other), FileNames.snapshot(one));
        assertThatThrownBy(() -> SnapshotStore.read(storage, one))
                .isInstanceOf(CorruptCheckpointException.class)
                .hasMessageContainingAll(one.hex(), other.hex());
    }

    @Test
    void aNewerMajorVersionIsRefusedByNameInEachKindOfFile() throws IOException {
        for (Map.Entry<String, Reading> file : oneOfEachKind().entrySet()) {
            rewriteHeader(file.getKey(), 11, 2);
            assertThatThrownBy(() -> file.getValue().read())
                    .isInstanceOf(IncompatibleCheckpointException.class)
                    .hasMessageContainingAll(file.getKey(), "version 2.0", "up to version 1.x");
        }
    }

    /** But for a descriptor: its name is the digest of its bytes, and no writer gives it another. */
    @Test
    void aNewerMinorVersionIsReadInEachKindOfFile() throws IOException {
        Map<String, Reading> files = new HashMap<>(oneOfEachKind());
        files.keySet().removeIf(path -> path.startsWith(FileNames.SNAPSHOTS));
        for (Map.Entry<String, Reading> file : files.entrySet()) {
            rewriteHeader(file.getKey(), 15, 9);
            file.getValue().read();
        }
        String written = FileNames.snapshot(SnapshotStore.write(storage, descriptor("newer")));
        rewriteHeader(written, 15, 9);
        Digest digest = Digest.of(storage.content(written));
        storage.publish(written, FileNames.snapshot(digest));
        assertThat(SnapshotStore.read(storage, digest)).isEqualTo(descriptor("newer"));
    }

    private void rewriteHeader(String path, int at, int value) throws IOException {
        byte[] newer = storage.content(path);
        newer[at] = (byte) value;
        BytesWriter.putInt(newer, 16, FileHeader.checksum(newer, 0, 16));
        replace(path, newer);
    }

    private void replace(String path, byte[] content) throws IOException {
        storage.delete(path);
        try (StorageOutput output = storage.create(path)) {
            output.write(content, 0, content.length);
        }
    }
}
