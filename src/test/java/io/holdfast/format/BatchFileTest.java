package io.holdfast.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.common.BytesWriter;
import io.holdfast.common.Digest;
import io.holdfast.common.MalformedBytesException;
import io.holdfast.failure.CorruptCheckpointException;
import io.holdfast.failure.IncompatibleCheckpointException;
import io.holdfast.format.Manifest.Kind;
import io.holdfast.format.Manifest.Section;
import io.holdfast.storage.StorageOutput;
import io.holdfast.testkit.simulation.SimulatedStorage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Planted defects seen to fail: chunk position not counting what was flushed, chunk table not checked for overlaps or for
 * its end, lengths or number of entries not checked, unknown features ignored.
 */
class BatchFileTest {

    private final SimulatedStorage storage = new SimulatedStorage();
    private final BatchFileWriter writer = new BatchFileWriter();

    private BatchFileWriter.Written write(Manifest draft, SectionBuffer... sections) throws IOException {
        storage.createDirectories(FileNames.BATCHES);
        try (StorageOutput output = storage.create(FileNames.batch(draft.batch()))) {
            return writer.write(output, draft, List.of(sections));
        }
    }

    /** A file as a faulty or newer writer could make it: with any manifest text, all checksums right. */
    private void writeRaw(long batch, String json) throws IOException {
        writeRaw(batch, new byte[0], json);
    }

    private void writeRaw(long batch, byte[] chunks, String json) throws IOException {
        BytesWriter out = new BytesWriter(100);
        FileHeader.write(out, FileKind.BATCH);
        out.writeBytes(chunks);
        byte[] manifest = json.getBytes(StandardCharsets.UTF_8);
        out.writeBytes(manifest);
        new BatchFooter(manifest.length, manifest.length, FileHeader.checksum(manifest, 0, manifest.length)).write(out);
        storage.createDirectories(FileNames.BATCHES);
        try (StorageOutput output = storage.create(FileNames.batch(batch))) {
            output.write(out.array(), 0, out.size());
        }
    }

    private static String json(Manifest manifest) {
        return new String(Json.write(manifest), StandardCharsets.UTF_8);
    }

    @Test
    void readsBackManifestAndSections() throws IOException {
        BatchFileWriter.Written written = write(
                Manifests.draft(Kind.BATCH, 7, 6), Manifests.delta("value", "a", "b"), Manifests.outbox("x", "", "z"));
        try (BatchFileReader reader = BatchFileReader.open(storage, 7)) {
            assertThat(reader.manifest()).isEqualTo(written.manifest());
            assertThat(reader.digest()).isEqualTo(written.digest());
            List<String> seen = new ArrayList<>();
            reader.chunks(Section.DELTA, "totals", 0).forEach(chunk -> reader.visitDelta(chunk, new Collecting(seen)));
            reader.chunks(Section.OUTBOX, "out")
                    .forEach(chunk -> reader.visitOutbox(
                            chunk, (bytes, offset, length) -> seen.add(text(bytes, offset, length))));
            assertThat(seen).containsExactly("a=value", "b=value", "x", "", "z");
            assertThat(reader.chunks(Section.DELTA, "totals", 1)).isEmpty();
            assertThat(reader.chunks(Section.OUTBOX, "totals")).isEmpty();
        }
    }

    @Test
    void largeSectionsOfAnyKindOfBytesComeBackWhole() throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        for (int round = 0; round < 3; round++) {
            List<byte[]> records = new ArrayList<>();
            SectionBuffer[] sections = {
                new SectionBuffer(Section.OUTBOX, "out", 0), new SectionBuffer(Section.OUTBOX, "out", 1)
            };
            for (SectionBuffer section : sections) {
                for (int i = 0; i < 60; i++) {
                    byte[] record = new byte[i == 30 ? 3_000_000 : 1 + random.nextInt(60_000)];
                    if (section.shard() == 1) {
                        random.nextBytes(record);
                    }
                    records.add(record);
                    OutboxEntries.append(section.writer(), record, 0, record.length);
                    section.endEntry();
                }
            }
            write(Manifests.draft(Kind.BATCH, round, -1), sections);
            try (BatchFileReader reader = BatchFileReader.open(storage, round)) {
                int[] next = {0};
                reader.chunks(Section.OUTBOX, "out")
                        .forEach(chunk -> reader.visitOutbox(chunk, (bytes, from, length) -> {
                            assertThat(Arrays.equals(
                                            bytes,
                                            from,
                                            from + length,
                                            records.get(next[0]),
                                            0,
                                            records.get(next[0]).length))
                                    .isTrue();
                            next[0]++;
                        }));
                assertThat(next[0]).isEqualTo(records.size());
                assertThat(reader.manifest().chunks().stream().map(Manifest.Chunk::compression))
                        .contains("none", "lz4");
            }
        }
    }

    /** One byte below, at and above the length of a chunk, for entries of which the first ends there, and for the one that follows. */
    @Test
    void entriesAtTheEdgeOfAChunkComeBackWhole() throws IOException {
        int lengthBytes = 3;
        for (int more = -2; more <= 2; more++) {
            List<byte[]> records =
                    List.of(new byte[SectionBuffer.CHUNK_BYTES - lengthBytes + more], new byte[] {1}, new byte[0]);
            SectionBuffer section = new SectionBuffer(Section.OUTBOX, "out", 0);
            for (byte[] record : records) {
                OutboxEntries.append(section.writer(), record, 0, record.length);
                section.endEntry();
            }
            write(Manifests.draft(Kind.BATCH, 10 + more, 0), section);
            try (BatchFileReader reader = BatchFileReader.open(storage, 10 + more)) {
                List<byte[]> found = new ArrayList<>();
                reader.chunks(Section.OUTBOX, "out")
                        .forEach(chunk -> reader.visitOutbox(
                                chunk,
                                (bytes, from, length) -> found.add(Arrays.copyOfRange(bytes, from, from + length))));
                assertThat(found).as("%d bytes more", more).containsExactlyElementsOf(records);
                assertThat(reader.manifest().chunks().get(0).entries()).isEqualTo(more < 0 ? 2 : 1);
            }
        }
    }

    @Test
    void theDigestIsOverTheStoredBytesOfTheManifest() throws IOException {
        Digest digest = write(Manifests.draft(Kind.BATCH, 7, 6)).digest();
        byte[] file = storage.content(FileNames.batch(7));
        byte[] stored = Arrays.copyOfRange(file, FileHeader.BYTES, file.length - BatchFooter.BYTES);
        assertThat(digest).isEqualTo(Digest.of(stored));
    }

    @Test
    void unknownFieldsAreIgnoredAndUnknownFeaturesAreNot() throws IOException {
        String json = json(Manifests.draft(Kind.BATCH, 7, 6));
        writeRaw(7, json.replaceFirst("\\{", "{\"later\":{\"a\":[1]},"));
        BatchFileReader.open(storage, 7).close();
        writeRaw(8, json.replace("\"batch\":7", "\"batch\":8").replace("\"requires\":[]", "\"requires\":[\"zstd\"]"));
        assertThatThrownBy(() -> BatchFileReader.open(storage, 8))
                .isInstanceOf(IncompatibleCheckpointException.class)
                .hasMessageContainingAll("8.batch", "[zstd]", "Holdfast test");
    }

    @Test
    void aManifestThatLacksAFieldIsDamage() throws IOException {
        String json = json(Manifests.draft(Kind.BATCH, 7, 6));
        writeRaw(7, json.replace("\"floor\":0,", ""));
        writeRaw(8, json.replace("\"batch\":7", "\"batch\":8").replace("\"parent\":null", "\"parent\":\"12\""));
        writeRaw(9, json.replace("\"batch\":7", "\"batch\":9").replace("\"chunks\":[]", "\"chunks\":null"));
        writeRaw(10, "[]");
        for (long batch = 7; batch <= 10; batch++) {
            long id = batch;
            assertThatThrownBy(() -> BatchFileReader.open(storage, id))
                    .isInstanceOf(CorruptCheckpointException.class)
                    .hasMessageContaining(FileNames.batch(id));
        }
    }

    @Test
    void aChunkTableThatDoesNotTileTheFileIsDamage() throws IOException {
        Manifest draft = Manifests.draft(Kind.BATCH, 7, 6);
        for (long position : new long[] {0, 19, 20, 21, Long.MAX_VALUE}) {
            writeRaw(7, json(draft.withChunks(List.of(chunk(position, 1, 1, "none")))));
            assertThatThrownBy(() -> BatchFileReader.open(storage, 7)).isInstanceOf(CorruptCheckpointException.class);
            storage.delete(FileNames.batch(7));
        }
    }

    @Test
    void chunksThatOverlapAreDamageEvenIfTheirLengthsAddUp() throws IOException {
        Manifest draft = Manifests.draft(Kind.BATCH, 7, 6);
        List<Manifest.Chunk> overlapping = List.of(chunk(20, 5, 5, "none"), chunk(20, 5, 5, "none"));
        writeRaw(7, new byte[10], json(draft.withChunks(overlapping)));
        assertThatThrownBy(() -> BatchFileReader.open(storage, 7))
                .isInstanceOf(CorruptCheckpointException.class)
                .hasMessageContaining("a chunk at byte 25");
    }

    @Test
    void aChunkWithAnotherNumberOfEntriesIsDamage() throws IOException {
        Manifest draft = Manifests.draft(Kind.BATCH, 7, 6);
        byte[] records = {1, 'x', 1, 'y'};
        Manifest.Chunk claimsOne =
                new Manifest.Chunk(Section.OUTBOX, "out", 0, 20, 4, 4, "none", FileHeader.checksum(records, 0, 4), 1);
        writeRaw(7, records, json(draft.withChunks(List.of(claimsOne))));
        try (BatchFileReader reader = BatchFileReader.open(storage, 7)) {
            assertThatThrownBy(() -> reader.visitOutbox(claimsOne, (bytes, offset, length) -> {}))
                    .isInstanceOf(CorruptCheckpointException.class)
                    .hasMessageContainingAll("expected 1 entries", "found 2");
        }
    }

    @Test
    void implausibleLengthsAreRefusedBeforeAnythingIsAllocated() throws IOException {
        Manifest draft = Manifests.draft(Kind.BATCH, 7, 6);
        for (Manifest.Chunk chunk : List.of(
                chunk(20, 10, 2551, "lz4"),
                chunk(20, Integer.MAX_VALUE, Integer.MAX_VALUE, "none"),
                chunk(20, -1, -1, "none"),
                chunk(20, 0, 0, "none"),
                chunk(20, 10, 9, "lz4"),
                chunk(20, 10, 10, "lz4"),
                chunk(20, 10, 20, "none"))) {
            writeRaw(7, json(draft.withChunks(List.of(chunk))));
            assertThatThrownBy(() -> BatchFileReader.open(storage, 7))
                    .as("%s", chunk)
                    .isInstanceOf(CorruptCheckpointException.class);
            storage.delete(FileNames.batch(7));
        }
    }

    private static Manifest.Chunk chunk(long position, int stored, int raw, String compression) {
        return new Manifest.Chunk(Section.DELTA, "totals", 0, position, stored, raw, compression, 0, 1);
    }

    @Test
    void whatAVisitorFindsMalformedIsDamageOfTheFile() throws IOException {
        write(Manifests.draft(Kind.BATCH, 7, 6), Manifests.outbox("x"));
        try (BatchFileReader reader = BatchFileReader.open(storage, 7)) {
            assertThatThrownBy(
                            () -> reader.visitOutbox(reader.manifest().chunks().get(0), (bytes, offset, length) -> {
                                throw new MalformedBytesException("no such tag");
                            }))
                    .isInstanceOf(CorruptCheckpointException.class)
                    .hasMessageContainingAll("7.batch", "no such tag", "out");
        }
    }

    @Test
    void entriesCutAnywhereAreMalformed() {
        BytesWriter out = new BytesWriter(16);
        byte[] key = {1, 2, 3};
        DeltaEntries.put(out, key, 0, 3, key, 1, 2, false);
        int first = out.size();
        DeltaEntries.delete(out, key, 1, 1);
        for (int length = 1; length < out.size(); length++) {
            if (length != first) {
                int cut = length;
                assertThatThrownBy(() -> DeltaEntries.visit(out.array(), cut, new Collecting(new ArrayList<>())))
                        .as("cut at %d", cut)
                        .isInstanceOf(MalformedBytesException.class);
            }
        }
        assertThat(DeltaEntries.visit(out.array(), out.size(), new Collecting(new ArrayList<>())))
                .isEqualTo(2);
    }

    private static String text(byte[] bytes, int offset, int length) {
        return new String(bytes, offset, length, StandardCharsets.UTF_8);
    }

    private record Collecting(List<String> seen) implements DeltaEntries.Visitor {

        @Override
        public void put(
                byte[] bytes, int keyOffset, int keyLength, int valueOffset, int valueLength, boolean newTimer) {
            seen.add(text(bytes, keyOffset, keyLength) + "=" + text(bytes, valueOffset, valueLength));
        }

        @Override
        public void delete(byte[] bytes, int keyOffset, int keyLength) {
            seen.add(text(bytes, keyOffset, keyLength) + " deleted");
        }
    }
}
