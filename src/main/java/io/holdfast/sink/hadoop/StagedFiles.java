package io.holdfast.sink.hadoop;

import io.holdfast.common.BytesWriter;
import io.holdfast.sink.file.BatchWriter.Written;
import io.holdfast.storage.FileOperations;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What the output format has written of a batch. It began empty and nobody else writes there, so what there is is known without
 * asking. Paths are relative to the staging directory, which is the empty path, and which a format must create before it is there.
 */
final class StagedFiles {

    private final FileOperations operations;
    private final String staging;
    private final TreeSet<String> directories = new TreeSet<>();
    private final TreeMap<String, StagedFile> files = new TreeMap<>();

    StagedFiles(FileOperations operations, String staging) {
        this.operations = operations;
        this.staging = staging;
    }

    private String full(String path) {
        return path.isEmpty() ? staging : staging + "/" + path;
    }

    private static String parent(String path) {
        return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }

    synchronized boolean isDirectory(String path) {
        return directories.contains(path);
    }

    synchronized @Nullable StagedFile file(String path) {
        return files.get(path);
    }

    private boolean exists(String path) {
        return directories.contains(path) || files.containsKey(path);
    }

    /** The paths of what is directly in a directory. */
    synchronized List<String> list(String directory) {
        List<String> found = new ArrayList<>();
        for (Iterable<String> paths : List.of(directories, files.keySet())) {
            for (String path : paths) {
                if (!path.isEmpty() && parent(path).equals(directory)) {
                    found.add(path);
                }
            }
        }
        return found;
    }

    synchronized void createDirectories(String path) throws IOException {
        if (files.containsKey(path)) {
            throw new FileAlreadyExistsException(full(path), null, "a file is in the place of the directory");
        }
        if (directories.contains(path)) {
            return;
        }
        if (!path.isEmpty()) {
            createDirectories(parent(path));
            operations.createDirectory(full(path));
        }
        directories.add(path);
    }

    synchronized StagedFile create(String path, boolean overwrite) throws IOException {
        if (directories.contains(path) || (files.containsKey(path) && !overwrite)) {
            throw new FileAlreadyExistsException(full(path));
        }
        createDirectories(parent(path));
        delete(path);
        StagedFile file = new StagedFile(operations.create(full(path)));
        files.put(path, file);
        return file;
    }

    /** Whether it was done: what is renamed must exist and its new name must be free, in a directory that exists. */
    synchronized boolean rename(String from, String to) throws IOException {
        if (from.isEmpty() || !exists(from) || exists(to) || !directories.contains(parent(to)) || isIn(to, from)) {
            return false;
        }
        if (files.containsKey(from)) {
            operations.replaceFile(full(from), full(to));
        } else {
            operations.renameDirectory(full(from), full(to));
        }
        for (String path : List.copyOf(below(directories, from))) {
            directories.remove(path);
            directories.add(to + path.substring(from.length()));
        }
        for (String path : List.copyOf(below(files.navigableKeySet(), from))) {
            StagedFile file = files.remove(path);
            if (file != null) {
                files.put(to + path.substring(from.length()), file);
            }
        }
        return true;
    }

    /** Whether there was something to delete. The staging directory itself stays. */
    synchronized boolean delete(String path) throws IOException {
        if (path.isEmpty() || !exists(path)) {
            return false;
        }
        NavigableMap<String, StagedFile> gone = new TreeMap<>(files);
        gone.keySet().retainAll(below(files.navigableKeySet(), path));
        for (StagedFile file : gone.values()) {
            file.abandon();
        }
        operations.deleteTree(full(path));
        files.keySet().removeAll(gone.keySet());
        directories.removeAll(List.copyOf(below(directories, path)));
        return true;
    }

    private static List<String> below(NavigableSet<String> paths, String top) {
        return paths.tailSet(top, true).stream().filter(path -> isIn(path, top)).toList();
    }

    private static boolean isIn(String path, String top) {
        return path.equals(top) || path.startsWith(top + "/");
    }

    /** Makes the names in directories below durable; the files are so since they were closed. */
    synchronized Written complete(long records) throws IOException {
        long bytes = 0;
        boolean hasContent = false;
        BytesWriter list = new BytesWriter(256);
        for (var entry : files.entrySet()) {
            String path = entry.getKey();
            StagedFile file = entry.getValue();
            if (file.isOpen()) {
                throw new IOException("the output format has not closed " + full(path)
                        + ", which may be incomplete; expected all files to be closed with the record writer");
            }
            hasContent |= isVisible(path);
            bytes += file.bytes();
            list.writeString(path);
            list.writeFixedLong(file.bytes());
            list.writeFixedInt(file.crc32c());
        }
        if (!hasContent) {
            throw new FileNotFoundException("the output format has written no file to " + full("")
                    + "; expected one that writes to the output path of its job");
        }
        for (String directory : directories) {
            if (!directory.isEmpty()) {
                operations.syncDirectory(full(directory));
            }
        }
        CRC32C crc = new CRC32C();
        crc.update(list.array(), 0, list.size());
        return new Written(records, bytes, (int) crc.getValue());
    }

    private static boolean isVisible(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        return !name.startsWith("_") && !name.startsWith(".");
    }

    /** Closes what a failure has left open. */
    synchronized void abandon() throws IOException {
        for (StagedFile file : files.values()) {
            file.abandon();
        }
    }
}
