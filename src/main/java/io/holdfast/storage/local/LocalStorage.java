package io.holdfast.storage.local;

import io.holdfast.storage.RelativePath;
import io.holdfast.storage.Storage;
import io.holdfast.storage.StorageInput;
import io.holdfast.storage.StorageLock;
import io.holdfast.storage.StorageOutput;
import io.holdfast.storage.StoredFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A directory of a local file system. Publication is {@code link(2)}: unlike a rename, it fails when the name is taken.
 *
 * <p>Below the root no symbolic link is followed, so that no path can leave the directory and all of it is one file
 * system, across which links work. The root itself may be a link. Thread-safe.
 */
public final class LocalStorage implements Storage {

    private final Path root;

    /** Uses the directory, which need not exist yet. */
    public LocalStorage(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    @Override
    public String location() {
        return root.toString();
    }

    /** Also makes the names of the directories durable. */
    @Override
    public void createDirectories(String directory) throws IOException {
        createRoot(root);
        Path current = root;
        for (String part : RelativePath.parts(directory)) {
            Path next = current.resolve(part);
            refuseSymbolicLink(next);
            createOne(next);
            force(current);
            current = next;
        }
    }

    private static void createRoot(Path directory) throws IOException {
        Path parent = directory.getParent();
        if (parent == null) {
            return;
        }
        if (!Files.isDirectory(directory)) {
            createRoot(parent);
            createOne(directory);
            force(parent);
            return;
        }
        try {
            force(parent);
        } catch (AccessDeniedException e) {
            // It is there, and whoever made it owns the directory above.
            return;
        }
    }

    private static void createOne(Path directory) throws IOException {
        try {
            Files.createDirectory(directory);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(directory)) {
                throw new FileSystemException(directory.toString(), null, "expected a directory, found a file");
            }
        }
    }

    @Override
    public StorageOutput create(String path) throws IOException {
        return new LocalOutput(
                FileChannel.open(resolve(path), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    }

    @Override
    public StorageInput open(String path) throws IOException {
        Path file = resolve(path);
        return new LocalInput(file, FileChannel.open(file, StandardOpenOption.READ));
    }

    @Override
    public boolean publish(String from, String to) throws IOException {
        try {
            Files.createLink(resolve(to), resolve(from));
            return true;
        } catch (UnsupportedOperationException e) {
            throw new IOException("this file system has no hard links, which publishing a batch needs", e);
        }
    }

    /**
     * Gives a file a second name in another directory: files of a checkpoint never change, so that two can share them.
     *
     * @return false if these two places cannot share a file
     */
    public boolean link(String path, LocalStorage target, String name) throws IOException {
        return LocalCopy.link(resolve(path), target.resolve(name));
    }

    @Override
    public void syncDirectory(String directory) throws IOException {
        force(resolve(directory));
    }

    @Override
    public List<StoredFile> list(String directory) throws IOException {
        List<StoredFile> files = new ArrayList<>();
        for (Path entry : entries(directory)) {
            addFile(entry, files);
        }
        files.sort(Comparator.comparing(StoredFile::name));
        return files;
    }

    private static void addFile(Path entry, List<StoredFile> files) throws IOException {
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (!attributes.isDirectory()) {
                files.add(new StoredFile(nameOf(entry), attributes.size()));
            }
        } catch (NoSuchFileException e) {
            // Deleted since it was listed.
            return;
        }
    }

    @Override
    public List<String> names(String directory) throws IOException {
        return entries(directory).stream().map(LocalStorage::nameOf).sorted().toList();
    }

    @Override
    public List<String> directories(String directory) throws IOException {
        List<String> names = new ArrayList<>();
        for (Path entry : entries(directory)) {
            if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                names.add(nameOf(entry));
            }
        }
        names.sort(Comparator.naturalOrder());
        return names;
    }

    private List<Path> entries(String directory) throws IOException {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(resolve(directory))) {
            stream.forEach(entries::add);
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (NotDirectoryException e) {
            throw new FileSystemException(
                    resolve(directory).toString(), null, "expected a directory, found a file; give another directory");
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return entries;
    }

    @Override
    public void delete(String path) throws IOException {
        Files.deleteIfExists(resolve(path));
    }

    @Override
    public void bringIn(Path local, String to) throws IOException {
        LocalCopy.durable(local, resolve(to));
    }

    @Override
    public boolean takeOut(String from, Path local) throws IOException {
        return LocalCopy.fast(resolve(from), local);
    }

    @Override
    public StorageLock lock(String path) throws IOException {
        return LocalLock.take(resolve(path), location());
    }

    @Override
    public void close() {
        // Nothing is held between calls.
    }

    private Path resolve(String path) throws IOException {
        Path current = root;
        for (String part : RelativePath.parts(path)) {
            current = current.resolve(part);
            refuseSymbolicLink(current);
        }
        return current;
    }

    private static void refuseSymbolicLink(Path path) throws IOException {
        if (Files.isSymbolicLink(path)) {
            throw new FileSystemException(
                    path.toString(), null, "is a symbolic link; a checkpoint directory must not contain any");
        }
    }

    private static String nameOf(Path entry) {
        return String.valueOf(entry.getFileName());
    }

    private static void force(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
