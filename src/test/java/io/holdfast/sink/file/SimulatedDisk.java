package io.holdfast.sink.file;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
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

    private @Nullable Node find(Path path) {
        Node node = root;
        for (Path name : path) {
            Node next = node.names.get(name.toString());
            if (next == null) {
                return null;
            }
            node = next;
        }
        return node;
    }

    private Node get(Path path) throws IOException {
        Node node = find(path);
        if (node == null) {
            throw new NoSuchFileException(path.toString());
        }
        return node;
    }

    private Node parent(Path path) throws IOException {
        Path parent = path.getParent();
        return parent == null ? root : get(parent);
    }

    private static String name(Path path) {
        return String.valueOf(path.getFileName());
    }

    @Override
    public void createDirectories(Path directory) throws IOException {
        if (find(directory) == null) {
            createDirectory(directory);
            parent(directory).syncedNames.put(name(directory), get(directory));
        }
    }

    @Override
    public void createDirectory(Path directory) throws IOException {
        put(directory, new Node(true));
    }

    private void put(Path path, Node node) throws IOException {
        if (parent(path).names.putIfAbsent(name(path), node) != null) {
            throw new FileAlreadyExistsException(path.toString());
        }
    }

    @Override
    public boolean exists(Path path) {
        return find(path) != null;
    }

    @Override
    public List<String> list(Path directory) throws IOException {
        return List.copyOf(get(directory).names.keySet());
    }

    @Override
    public byte[] read(Path file, int maxBytes) throws IOException {
        byte[] content = get(file).content;
        if (content.length > maxBytes) {
            throw new IOException(file + " is too long");
        }
        return content;
    }

    @Override
    public Output create(Path file) throws IOException {
        Node node = new Node(false);
        put(file, node);
        return new Output() {
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
    public void rename(Path from, Path to) throws IOException {
        Node node = get(from);
        Node target = find(to);
        if (target != null && target.directory && !target.names.isEmpty()) {
            throw new DirectoryNotEmptyException(to.toString());
        }
        parent(from).names.remove(name(from));
        parent(to).names.put(name(to), node);
    }

    @Override
    public void syncDirectory(Path directory) throws IOException {
        Node node = get(directory);
        node.syncedNames = new TreeMap<>(node.names);
    }

    @Override
    public void deleteTree(Path path) throws IOException {
        parent(path).names.remove(name(path));
    }
}
