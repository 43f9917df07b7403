package io.holdfast.sink.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.sink.OutboxEncoder;
import io.holdfast.storage.FileOperations;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Lines. */
class TextFileSinkCrashTest extends FileSinkCrashContract {

    @Override
    protected BatchWriter writer() {
        return new LineWriter(".txt");
    }

    @Override
    protected OutboxEncoder<String> encoder() {
        return new LineEncoder<>("lines", String::valueOf);
    }

    @Override
    protected void checkFiles(FileOperations disk, String batch, List<String> records, long bytes) throws IOException {
        assertThat(disk.list(batch)).as("files of " + batch).containsExactlyInAnyOrder("part-00000.txt", "_manifest");
        String lines = new String(disk.read(batch + "/part-00000.txt", 1000), StandardCharsets.UTF_8);
        assertThat(lines).isEqualTo(String.join("\n", records) + "\n");
        assertThat(bytes).isEqualTo(lines.length());
    }
}
