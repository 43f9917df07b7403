package io.holdfast.source.file;

import java.io.File;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.FileVisitor;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Lists the files that are to be read. Knows which names are passed over. */
final class DirectoryScan {

    private final TextFileOptions options;

    DirectoryScan(TextFileOptions options) {
        this.options = options;
    }

    /**
     * The files that are there, by path relative to the directory.
     *
     * @param known paths to look for even if the listing leaves them out: a listing of a directory that changes is no
     *     snapshot
     */
    SortedMap<String, FileIdentity> files(Set<String> known) throws IOException {
        SortedMap<String, FileIdentity> files = new TreeMap<>();
        Path root = options.path().toRealPath();
        PathMatcher pattern = root.getFileSystem().getPathMatcher("glob:" + options.glob());
        int depth = options.recursive() ? Integer.MAX_VALUE : 1;
        Files.walkFileTree(root, Set.of(), depth, visitor(root, pattern, files));
        for (String path : known) {
            add(root, path, files);
        }
        return files;
    }

    private static void add(Path root, String path, SortedMap<String, FileIdentity> files) throws IOException {
        if (!files.containsKey(path)) {
            @Nullable FileIdentity identity = FileIdentity.of(root.resolve(path));
            if (identity != null) {
                files.put(path, identity);
            }
        }
    }

    private static FileVisitor<Path> visitor(Path root, PathMatcher pattern, SortedMap<String, FileIdentity> files) {
        return new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                return directory.equals(root) || !isPassedOver(directory)
                        ? FileVisitResult.CONTINUE
                        : FileVisitResult.SKIP_SUBTREE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (!attributes.isDirectory() && !isPassedOver(file) && pattern.matches(file.getFileName())) {
                    add(root, root.relativize(file).toString().replace(File.separatorChar, '/'), files);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException && !file.equals(root)) {
                    return FileVisitResult.CONTINUE;
                }
                throw failure;
            }
        };
    }

    private static boolean isPassedOver(Path file) {
        String name = file.getFileName().toString();
        return name.startsWith(".") || name.startsWith("_") || name.endsWith(".tmp");
    }
}
