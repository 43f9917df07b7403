package io.holdfast.testkit.simulation;

import io.holdfast.storage.StoredFile;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A disk in memory that is as treacherous as POSIX allows. Two things are volatile, independently of each other:
 *
 * <ul>
 *   <li>the content of a file, until the file is synced: afterwards, of what was written since, nothing, any prefix, or
 *       zeros may be there;
 *   <li>each name in a directory, until the directory is synced: it may be as at the last sync or as after any change
 *       since, whatever became of the other names. So a link may survive without the file's old name, a deleted file
 *       may come back, and a new directory may vanish with all that is in it.
 * </ul>
 *
 * <p>On {@link FileSystemKind#HDFS} only the content is volatile, and a published file loses its old name.
 *
 * <p>Not modelled: bits that rot (tests flip them on purpose), reordered sectors within a synced file, lying disks.
 */
final class SimulatedDisk {

    /** A file; links share it. */
    static final class FileNode {
        private byte[] content = new byte[0];
        private int size;
        private int synced;

        private FileNode copyOfNode() {
            FileNode copy = new FileNode();
            copy.content = Arrays.copyOf(content, size);
            copy.size = size;
            copy.synced = synced;
            return copy;
        }

        int size() {
            return size;
        }

        void append(byte[] bytes, int offset, int length) {
            if (size + length > content.length) {
                content = Arrays.copyOf(content, Math.max(size + length, content.length * 2));
            }
            System.arraycopy(bytes, offset, content, size, length);
            size += length;
        }

        void sync() {
            synced = size;
        }

        byte[] copy() {
            return Arrays.copyOf(content, size);
        }

        void copyTo(int position, byte[] target, int offset, int length) {
            System.arraycopy(content, position, target, offset, length);
        }

        void flipBit(int position, int bit) {
            content[position] ^= (byte) (1 << bit);
        }

        void cut(int newSize) {
            size = newSize;
            synced = Math.min(synced, newSize);
        }

        void losePower(IntUnaryOperator choose) {
            int unsynced = size - synced;
            if (unsynced > 0) {
                int fate = choose.applyAsInt(unsynced + 2);
                if (fate <= unsynced) {
                    size = synced + fate;
                } else if (choose.applyAsInt(2) == 0) {
                    Arrays.fill(content, synced, size, (byte) 0);
                }
                synced = size;
            }
        }
    }

    /** What names a directory holds: now, and at which versions since its last sync. */
    static final class DirectoryNode {
        private final Map<String, Object> entries = new TreeMap<>();
        private final Map<String, List<@Nullable Object>> versions = new TreeMap<>();

        private void change(String name, @Nullable Object node) {
            versions.computeIfAbsent(name, key -> new ArrayList<>(List.<@Nullable Object>of()))
                    .add(entries.get(name));
            if (node == null) {
                entries.remove(name);
            } else {
                entries.put(name, node);
            }
        }

        private DirectoryNode copyOfNode(Map<FileNode, FileNode> files) {
            DirectoryNode copy = new DirectoryNode();
            entries.forEach((name, node) -> copy.entries.put(name, copyOfEntry(node, files)));
            versions.forEach((name, past) -> {
                List<@Nullable Object> nodes = new ArrayList<>();
                past.forEach(node -> nodes.add(node == null ? null : copyOfEntry(node, files)));
                copy.versions.put(name, nodes);
            });
            return copy;
        }

        private static Object copyOfEntry(Object node, Map<FileNode, FileNode> files) {
            return node instanceof DirectoryNode directory
                    ? directory.copyOfNode(files)
                    : files.computeIfAbsent((FileNode) node, FileNode::copyOfNode);
        }

        private void digest(MessageDigest digest) {
            entries.forEach((name, node) -> {
                digest.update(name.getBytes(StandardCharsets.UTF_8));
                if (node instanceof DirectoryNode directory) {
                    directory.digest(digest);
                } else {
                    FileNode file = (FileNode) node;
                    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, file.size));
                    digest.update(file.content, 0, file.size);
                }
            });
            digest.update((byte) 0);
        }

        private void losePower(IntUnaryOperator choose) {
            versions.forEach((name, past) -> {
                int fate = choose.applyAsInt(past.size() + 1);
                Object node = fate == past.size() ? entries.get(name) : past.get(fate);
                if (node == null) {
                    entries.remove(name);
                } else {
                    entries.put(name, node);
                }
            });
            versions.clear();
            for (Object node : entries.values()) {
                if (node instanceof DirectoryNode directory) {
                    directory.losePower(choose);
                } else {
                    ((FileNode) node).losePower(choose);
                }
            }
        }
    }

    private final FileSystemKind kind;
    private final DirectoryNode root;
    private final Map<String, SimulatedStorage> locks = new TreeMap<>();
    private long capacityBytes = Long.MAX_VALUE;
    private long changes;

    SimulatedDisk(FileSystemKind kind) {
        this(kind, new DirectoryNode());
    }

    private SimulatedDisk(FileSystemKind kind, DirectoryNode root) {
        this.kind = kind;
        this.root = root;
    }

    /** A disk in the same state, also of what is volatile, on which nobody holds a lock. */
    SimulatedDisk copy() {
        return new SimulatedDisk(kind, root.copyOfNode(new IdentityHashMap<>()));
    }

    void changed() {
        changes++;
    }

    long changes() {
        return changes;
    }

    void digest(MessageDigest digest) {
        root.digest(digest);
    }

    void capacity(long bytes) {
        capacityBytes = bytes;
    }

    Map<String, SimulatedStorage> locks() {
        return locks;
    }

    /**
     * Loses power.
     *
     * @param choose from a number of possible outcomes, from "lost" (0) to "kept" (the last), the one that happens
     */
    void losePower(IntUnaryOperator choose) {
        root.losePower(choose);
    }

    void makeDirectories(String path) throws IOException {
        DirectoryNode current = root;
        for (String part : parts(path)) {
            Object next = current.entries.get(part);
            if (next == null) {
                next = new DirectoryNode();
                change(current, part, next);
            }
            if (!(next instanceof DirectoryNode directory)) {
                throw new IOException(path + ": " + part + " is a file, expected a directory");
            }
            current = directory;
        }
    }

    FileNode create(String path) throws IOException {
        DirectoryNode directory = parent(path);
        refuseExisting(directory, path);
        FileNode file = new FileNode();
        change(directory, name(path), file);
        return file;
    }

    /** Names a file anew if the name is free: as a link on a local disk, by moving it on HDFS. Whether the old name remains. */
    boolean publish(String from, String to) throws IOException {
        FileNode file = file(from);
        DirectoryNode directory = parent(to);
        refuseExisting(directory, to);
        change(directory, name(to), file);
        if (kind == FileSystemKind.HDFS) {
            change(parent(from), name(from), null);
        }
        return kind == FileSystemKind.LOCAL;
    }

    /** The NameNode has logged a change of names before it answers. */
    private void change(DirectoryNode directory, String name, @Nullable Object node) {
        directory.change(name, node);
        if (kind == FileSystemKind.HDFS) {
            directory.versions.clear();
        }
    }

    private static void refuseExisting(DirectoryNode directory, String path) throws IOException {
        if (directory.entries.containsKey(name(path))) {
            throw new FileAlreadyExistsException(path);
        }
    }

    FileNode file(String path) throws IOException {
        Object node = parent(path).entries.get(name(path));
        if (node == null) {
            throw new NoSuchFileException(path);
        }
        if (!(node instanceof FileNode file)) {
            throw new FileNotFoundException(path + " is a directory");
        }
        return file;
    }

    void delete(String path) throws IOException {
        DirectoryNode directory = parent(path);
        if (directory.entries.containsKey(name(path))) {
            change(directory, name(path), null);
        }
    }

    void syncDirectory(String path) throws IOException {
        DirectoryNode directory = directory(path);
        if (directory == null) {
            throw new NoSuchFileException(path);
        }
        directory.versions.clear();
    }

    List<StoredFile> list(String path) {
        List<StoredFile> files = new ArrayList<>();
        DirectoryNode directory = directory(path);
        if (directory != null) {
            directory.entries.forEach((name, node) -> {
                if (node instanceof FileNode file) {
                    files.add(new StoredFile(name, file.size()));
                }
            });
        }
        return files;
    }

    List<String> directories(String path) {
        List<String> names = new ArrayList<>();
        DirectoryNode directory = directory(path);
        if (directory != null) {
            directory.entries.forEach((name, node) -> {
                if (node instanceof DirectoryNode) {
                    names.add(name);
                }
            });
        }
        return names;
    }

    /** Takes space for more bytes; fails when the disk is full. */
    void reserve(int more) throws IOException {
        if (capacityBytes != Long.MAX_VALUE && used(root, new HashSet<>()) + more > capacityBytes) {
            throw new IOException("No space left on device");
        }
    }

    private static long used(DirectoryNode directory, Set<FileNode> seen) {
        long bytes = 0;
        for (Object node : directory.entries.values()) {
            if (node instanceof DirectoryNode child) {
                bytes += used(child, seen);
            } else if (seen.add((FileNode) node)) {
                bytes += ((FileNode) node).size();
            }
        }
        return bytes;
    }

    private DirectoryNode parent(String path) throws IOException {
        DirectoryNode directory = directory(path.substring(0, Math.max(0, path.lastIndexOf('/'))));
        if (directory == null) {
            throw new NoSuchFileException(path);
        }
        return directory;
    }

    private @Nullable DirectoryNode directory(String path) {
        DirectoryNode current = root;
        for (String part : parts(path)) {
            if (!(current.entries.get(part) instanceof DirectoryNode next)) {
                return null;
            }
            current = next;
        }
        return current;
    }

    static List<String> parts(String path) {
        if (path.isEmpty()) {
            return List.of();
        }
        List<String> parts = List.of(path.split("/", -1));
        if (parts.contains("") || parts.contains(".") || parts.contains("..")) {
            throw new IllegalArgumentException("not a path of a storage: " + path);
        }
        return parts;
    }

    private static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
