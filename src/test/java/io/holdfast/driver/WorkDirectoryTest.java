package io.holdfast.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkDirectoryTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @Test
    void removesWorkingCopiesOfFormerProcessesAndNothingElse() throws Exception {
        Path copy = WorkDirectory.shard(directory, 1, "0123456789abcdef");
        Files.createDirectories(copy.resolve("snapshot-0"));
        Files.writeString(copy.resolve("snapshot-0").resolve("000012.sst"), "x");
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        Path kept = Files.writeString(elsewhere.resolve("kept"), "x");
        Path link = Files.createSymbolicLink(directory.resolve("shard-2-link"), elsewhere);
        Path file = Files.writeString(directory.resolve("shard-notes"), "x");

        WorkDirectory.clear(directory);

        assertThat(copy).doesNotExist();
        assertThat(kept).exists();
        assertThat(link).isSymbolicLink();
        assertThat(file).exists();
    }

    @Test
    void aDirectoryThatIsNotThereHasNoLeftovers() {
        assertThatCode(() -> WorkDirectory.clear(directory.resolve("new"))).doesNotThrowAnyException();
    }
}
