package io.holdfast.storage.local;

import io.holdfast.storage.FileOperations;
import io.holdfast.storage.StorageInput;
import io.holdfast.storage.StorageOutput;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** A directory of the file system of this machine. */
public final class LocalFileOperations implements FileOperations {

    /** Ends the name of a directory that is being deleted; after a crash, what is left of it has the name. */
    private static final String DOOMED = ".deleted";

    private final Path root;

    /** Uses the directory, which need not exist yet. */
    public LocalFileOperations(Path directory) {
        root = directory.toAbsolutePath().normalize();
    }

    @Override
    public String location() {
        return root.toString();
    }

    @Override
    public void createDirectories() throws IOException {
        new LocalStorage(root).createDirectories("");
    }

    @Override
    public void createDirectory(String directory) throws IOException {
        Files.createDirectory(root.resolve(directory));
    }

    @Override
    public boolean exists(String name) {
        return Files.exists(root.resolve(name), LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public List<String> list(String directory) throws IOException {
        try (Stream<Path> paths = Files.list(root.resolve(directory))) {
            return paths.map(path -> path.getFileName().toString()).toList();
        }
    }

    @Override
    public StorageInput open(String name) throws IOException {
        Path file = root.resolve(name);
        return new LocalInput(file, FileChannel.open(file, StandardOpenOption.READ));
    }

    @Override
    public StorageOutput create(String file) throws IOException {
        return new LocalOutput(
                FileChannel.open(root.resolve(file), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    }

    /** Linux refuses the name of a file and that of a directory with content. */
    @Override
    public void renameDirectory(String from, String to) throws IOException {
        rename(from, to);
    }

    @Override
    public void replaceFile(String from, String to) throws IOException {
        rename(from, to);
    }

    private void rename(String from, String to) throws IOException {
        Files.move(root.resolve(from), root.resolve(to), StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void syncDirectory(String directory) throws IOException {
        try (FileChannel channel = FileChannel.open(root.resolve(directory), StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** A directory loses its name first: else another process could rename what is left of it. */
    @Override
    public void deleteTree(String name) throws IOException {
        Path path = root.resolve(name);
        if (!name.endsWith(DOOMED) && Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            Path doomed = path.resolveSibling(path.getFileName() + DOOMED);
            deleteAll(doomed);
            Files.move(path, doomed, StandardCopyOption.ATOMIC_MOVE);
            deleteAll(doomed);
        } else {
            deleteAll(path);
        }
    }

    private static void deleteAll(Path path) throws IOException {
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            try (Stream<Path> entries = Files.list(path)) {
                for (Path below : entries.toList()) {
                    deleteAll(below);
                }
            }
        }
        Files.deleteIfExists(path);
    }
}
