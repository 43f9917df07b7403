package io.holdfast.sink.file;

import io.holdfast.storage.FileOperations;
import io.holdfast.storage.RelativePath;
import io.holdfast.storage.StorageInput;
import io.holdfast.storage.StorageOutput;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A disk in memory that keeps, after a loss of power, of each file's content and each directory's names only what was
 * synced; of the rest, any part may have been kept too. Renames behave as on a local Linux file system.
 */
final class SimulatedDisk implements FileOperations {

    private static final class Node {
        private final boolean directory;
        private TreeMap<String, Node> names = new TreeMap<>();
        private TreeMap<String, Node> syncedNames = new TreeMap<>();
        private byte[] content = {};
        private int syncedLength;

        Node(boolean directory) {
            this.directory = directory;
        }
    }

    private final Node root = new Node(true);

    /** Takes the power away: what was not synced is kept or lost by the random numbers; all lost without them. */
    void losePower(@Nullable SplittableRandom random) {
        losePower(root, random);
    }

    private static void losePower(Node node, @Nullable SplittableRandom random) {
        TreeMap<String, Node> kept = new TreeMap<>();
        TreeSet<String> all = new TreeSet<>(node.names.keySet());
        all.addAll(node.syncedNames.keySet());
        for (String name : all) {
            boolean keepsNew = random != null && random.nextBoolean();
            Node entry = keepsNew ? node.names.get(name) : node.syncedNames.get(name);
            if (entry != null) {
                kept.put(name, entry);
            }
        }
        node.names = kept;
        node.syncedNames = new TreeMap<>(kept);
        int unsynced = node.content.length - node.syncedLength;
        node.syncedLength += random == null ? 0 : random.nextInt(unsynced + 1);
        node.content = Arrays.copyOf(node.content, node.syncedLength);
        kept.values().forEach(entry -> losePower(entry, random));
    }

    private @Nullable Node find(String path) {
        Node node = root;
        for (String name : RelativePath.parts(path)) {
            Node next = node.names.get(name);
            if (next == null) {
                return null;
            }
            node = next;
        }
        return node;
    }

    private Node get(String path) throws IOException {
        Node node = find(path);
        if (node == null) {
            throw new NoSuchFileException(path);
        }
        return node;
    }

    private Node parent(String path) throws IOException {
        return get(path.substring(0, Math.max(0, path.lastIndexOf('/'))));
    }

    private static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    @Override
    public String location() {
        return "out";
    }

    /** The directory itself is always there. */
    @Override
    public void createDirectories() {}

    @Override
    public void createDirectory(String directory) throws IOException {
        put(directory, new Node(true));
    }

    private void put(String path, Node node) throws IOException {
        if (parent(path).names.putIfAbsent(name(path), node) != null) {
            throw new FileAlreadyExistsException(path);
        }
    }

    @Override
    public boolean exists(String path) {
        return find(path) != null;
    }

    @Override
    public List<String> list(String directory) throws IOException {
        return List.copyOf(get(directory).names.keySet());
    }

    @Override
    public StorageInput open(String file) throws IOException {
        byte[] content = get(file).content;
        return new StorageInput() {
            @Override
            public long length() {
                return content.length;
            }

            @Override
            public void readFully(long position, byte[] target, int offset, int length) throws IOException {
                if (position + length > content.length) {
                    throw new EOFException(file);
                }
                System.arraycopy(content, (int) position, target, offset, length);
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public StorageOutput create(String file) throws IOException {
        Node node = new Node(false);
        put(file, node);
        return new StorageOutput() {
            @Override
            public void write(byte[] bytes, int offset, int length) {
                int end = node.content.length;
                node.content = Arrays.copyOf(node.content, end + length);
                System.arraycopy(bytes, offset, node.content, end, length);
            }

            @Override
            public void sync() {
                node.syncedLength = node.content.length;
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public void renameDirectory(String from, String to) throws IOException {
        Node target = find(to);
        if (target != null && !target.names.isEmpty()) {
            throw new DirectoryNotEmptyException(to);
        }
        replaceFile(from, to);
    }

    @Override
    public void replaceFile(String from, String to) throws IOException {
        Node node = get(from);
        parent(from).names.remove(name(from));
        parent(to).names.put(name(to), node);
    }

    @Override
    public void syncDirectory(String directory) throws IOException {
        Node node = get(directory);
        node.syncedNames = new TreeMap<>(node.names);
    }

    @Override
    public void deleteTree(String path) throws IOException {
        parent(path).names.remove(name(path));
    }
}
