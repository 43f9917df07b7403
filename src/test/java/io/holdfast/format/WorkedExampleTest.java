package io.holdfast.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.common.BytesWriter;
import io.holdfast.common.Digest;
import io.holdfast.format.Manifest.Kind;
import io.holdfast.format.Manifest.Section;
import io.holdfast.storage.StorageOutput;
import io.holdfast.testkit.simulation.SimulatedStorage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The batch file that the appendix of checkpoint-format.md shows byte by byte is one that the engine writes and reads. */
class WorkedExampleTest {

    private static final Pattern DUMP_LINE =
            Pattern.compile("^    [0-9a-f]{4}  ((?:[0-9a-f]{2} )*[0-9a-f]{2})(?:  .*)?$", Pattern.MULTILINE);
    private static final Pattern JSON = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL);
    private static final long BATCH = 7;

    private final SimulatedStorage storage = new SimulatedStorage();

    private static String page() throws IOException {
        return Files.readString(Path.of("checkpoint-format.md"));
    }

    private static byte[] dump() throws IOException {
        StringBuilder hex = new StringBuilder();
        Matcher line = DUMP_LINE.matcher(page());
        while (line.find()) {
            hex.append(line.group(1).replace(" ", ""));
        }
        return HexFormat.of().parseHex(hex);
    }

    private byte[] written() throws IOException {
        storage.createDirectories(FileNames.BATCHES);
        Digest parent = Digest.of("the manifest of batch 6".getBytes(StandardCharsets.US_ASCII));
        Manifest draft = Manifests.stateful(Kind.BATCH, BATCH, 6, Manifests.shard(null, -1))
                .sealed(BATCH, 3, "7b01", parent, 0, List.of(Manifests.shard(null, -1)), 7_250);
        try (StorageOutput output = storage.create(FileNames.batch(BATCH))) {
            new BatchFileWriter().write(output, draft, List.of(delta(), outbox()));
        }
        return storage.content(FileNames.batch(BATCH));
    }

    /** The key "ann" has the 64-bit integer 42; the key "bob" has no value any more. */
    private static SectionBuffer delta() {
        SectionBuffer section = new SectionBuffer(Section.DELTA, "totals", 0);
        byte[] ann = {10, 3, 'a', 'n', 'n'};
        byte[] value = {0, 6, 84};
        byte[] bob = {10, 3, 'b', 'o', 'b'};
        DeltaEntries.put(section.writer(), ann, 0, ann.length, value, 0, value.length, false);
        section.endEntry();
        DeltaEntries.delete(section.writer(), bob, 0, bob.length);
        section.endEntry();
        return section;
    }

    /** A record of the print sink. */
    private static SectionBuffer outbox() {
        SectionBuffer section = new SectionBuffer(Section.OUTBOX, "out", 0);
        BytesWriter record = new BytesWriter(8);
        record.writeString("ann=42");
        OutboxEntries.append(section.writer(), record.array(), 0, record.size());
        section.endEntry();
        return section;
    }

    /** But for the compressed manifest: another build of LZ4 may compress it differently. */
    @Test
    void theEngineWritesTheBytesOfThePage() throws IOException {
        byte[] written = written();
        Manifest manifest;
        try (BatchFileReader reader = BatchFileReader.open(storage, BATCH)) {
            manifest = reader.manifest();
        }
        Manifest.Chunk last = manifest.chunks().get(1);
        int chunksEnd = (int) last.position() + last.storedLength();
        byte[] dump = dump();
        assertThat(Arrays.copyOf(dump, chunksEnd))
                .as("a file written now is%n%s", HexFormat.of().formatHex(written))
                .isEqualTo(Arrays.copyOf(written, chunksEnd));
        Matcher sample = JSON.matcher(page());
        assertThat(sample.find()).isTrue();
        assertThat(new ObjectMapper().readTree(sample.group(1)).toString())
                .isEqualTo(new String(Json.write(manifest), StandardCharsets.UTF_8));
    }

    @Test
    void theEngineReadsTheBytesOfThePage() throws IOException {
        written();
        Manifest expected;
        try (BatchFileReader reader = BatchFileReader.open(storage, BATCH)) {
            expected = reader.manifest();
        }
        storage.delete(FileNames.batch(BATCH));
        byte[] dump = dump();
        try (StorageOutput output = storage.create(FileNames.batch(BATCH))) {
            output.write(dump, 0, dump.length);
        }
        try (BatchFileReader reader = BatchFileReader.open(storage, BATCH)) {
            reader.verify();
            assertThat(reader.manifest()).isEqualTo(expected);
            assertThat(page()).contains(reader.digest().hex());
        }
    }
}
