package io.holdfast.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.format.FileNames;
import io.holdfast.format.SnapshotDescriptor.SnapshotFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of an unfinished restore. */
class KeptFilesTest {

    private static final String NAME = FileNames.storedName(1, 0, "a.0", "000012.sst");

    private final Path directory;
    private final Path local;
    private final KeptFiles kept;
    private final SnapshotFile file;

    KeptFilesTest(@TempDir Path scratch) throws IOException {
        directory = scratch.resolve("kept");
        kept = new KeptFiles(directory);
        local = Files.writeString(scratch.resolve("000012.sst"), "table");
        file = described(NAME);
    }

    private SnapshotFile described(String storedName) throws IOException {
        Checksums checksums = Checksums.of(local);
        return new SnapshotFile("000012.sst", storedName, checksums.length(), checksums.crc32c());
    }

    private Path again() {
        return local.resolveSibling("again");
    }

    @Test
    void whatWasTakenOutOnceIsThereUntilTheRestoreIsDone() throws IOException {
        assertThat(kept.takeOut(file, again())).isFalse();
        kept.keep(file, local);
        kept.keep(file, Files.writeString(local.resolveSibling("of-another-shard"), "table"));
        Files.delete(local);
        assertThat(kept.takeOut(file, again())).isTrue();
        assertThat(again()).hasContent("table");
        kept.clear();
        assertThat(directory).isEmptyDirectory();
        kept.clear();
    }

    /** Planted defect: the name alone, or name and length, are believed. */
    @Test
    void afterALossOfPowerWhatIsNotWholeIsNotUsed() throws IOException {
        kept.keep(file, local);
        Files.delete(local);
        Files.writeString(directory.resolve(NAME), "tab\0\0");
        assertThat(kept.takeOut(file, again())).isFalse();
        assertThat(again()).doesNotExist();
        kept.keep(file, Files.writeString(local, "table"));
        assertThat(kept.takeOut(file, again())).isTrue();
    }

    /** Planted defects: a name of a damaged descriptor is followed to wherever it leads; what somebody else put there is removed. */
    @Test
    void whatIsNotOursIsLeftAlone() throws IOException {
        String escaped = FileNames.storedName(1, 0, "b.0", "000013.sst");
        SnapshotFile escaping = described(NAME + "/../../" + escaped);
        Files.createDirectories(directory.resolve(NAME));
        kept.keep(escaping, local);
        assertThat(local.resolveSibling(escaped)).doesNotExist();
        Files.writeString(local.resolveSibling(escaped), "table");
        assertThat(kept.takeOut(escaping, again())).isFalse();
        Files.delete(directory.resolve(NAME));
        Path notes = Files.writeString(directory.resolve("notes"), "mine");
        kept.clear();
        assertThat(notes).exists();
    }
}
