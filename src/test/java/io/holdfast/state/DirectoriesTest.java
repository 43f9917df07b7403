package io.holdfast.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoriesTest {

    /** Mutants: nothing is removed; why something stayed is told to nobody. Not even root removes anything below /proc. */
    @Test
    void afterAFailureADirectoryGoesOrTheFailureSaysWhyNot(@TempDir Path parent) throws Exception {
        Exception failure = new Exception("it failed");
        Path directory =
                Files.createDirectories(parent.resolve("directory/below")).getParent();
        Directories.deleteAfter(failure, directory);
        assertThat(directory).doesNotExist();
        assertThat(failure).hasNoSuppressedExceptions();
        Directories.deleteAfter(failure, Path.of("/proc/self"));
        assertThat(failure.getSuppressed()).singleElement().isInstanceOf(FileSystemException.class);
    }
}
