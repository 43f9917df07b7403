package io.holdfast.storage.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Planted defect: a directory that keeps its name while it is deleted. */
final class LocalFileOperationsTest {

    private static final int FILES = 500;

    @TempDir
    private Path directory;

    private LocalFileOperations files;

    @BeforeEach
    void create() throws IOException {
        files = new LocalFileOperations(directory);
        fill("staged");
    }

    private void fill(String name) throws IOException {
        files.createDirectory(name);
        for (int i = 0; i < FILES; i++) {
            files.create(name + "/" + i).close();
        }
    }

    /** A process that slept may wake up while its successor clears away what it has staged, and publish it. */
    @Test
    void nobodyCanRenameWhatIsLeftOfADirectory() throws Exception {
        CompletableFuture<Boolean> renamed = CompletableFuture.supplyAsync(this::renameOnceSomethingIsGone);
        files.deleteTree("staged");
        assertThat(renamed.get()).isFalse();
        assertThat(files.list("")).isEmpty();
    }

    private boolean renameOnceSomethingIsGone() {
        try {
            while (files.list("staged").size() == FILES) {
                Thread.onSpinWait();
            }
            files.renameDirectory("staged", "published");
            return true;
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void whatACrashHasLeftOfADeletionIsDeleted() throws IOException {
        fill("staged.deleted");
        files.deleteTree("staged");
        assertThat(files.list("")).isEmpty();
        fill("staged.deleted");
        files.deleteTree("staged.deleted");
        assertThat(files.list("")).isEmpty();
    }

    @Test
    void onlyTheNameOfALinkIsDeleted() throws IOException {
        Files.createSymbolicLink(directory.resolve("staged/link"), Files.createDirectory(directory.resolve("other")));
        Files.createFile(directory.resolve("other/file"));
        files.deleteTree("staged");
        assertThat(files.list("")).containsExactly("other");
        assertThat(files.list("other")).containsExactly("file");
    }
}
