package io.holdfast.drill;

import io.holdfast.common.Digest;
import io.holdfast.drill.Comparison.Difference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the files of a directory hold, by relative path. */
record FileTree(TreeMap<String, Content> files) {

    /** One file, by its digest; the first line that tells two apart is looked up when it is needed. */
    record Content(Path file, long length, Digest digest) {}

    static FileTree of(Path directory) throws IOException {
        TreeMap<String, Content> files = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path file : paths.filter(Files::isRegularFile).toList()) {
                byte[] bytes = Files.readAllBytes(file);
                files.put(directory.relativize(file).toString(), new Content(file, bytes.length, Digest.of(bytes)));
            }
        }
        return new FileTree(files);
    }

    boolean isEmpty() {
        return files.isEmpty();
    }

    /** The first file that another tree has otherwise. */
    Optional<Difference> difference(FileTree other) throws IOException {
        TreeSet<String> names = new TreeSet<>(files.keySet());
        names.addAll(other.files.keySet());
        for (String name : names) {
            Content mine = files.get(name);
            Content theirs = other.files.get(name);
            if (mine == null || theirs == null || !mine.digest().equals(theirs.digest())) {
                return Optional.of(difference(name, mine, theirs));
            }
        }
        return Optional.empty();
    }

    private static Difference difference(String name, @Nullable Content mine, @Nullable Content theirs)
            throws IOException {
        if (mine == null || theirs == null) {
            return new Difference(-1, "file " + name, text(mine), text(theirs));
        }
        List<String> lines = lines(mine);
        List<String> others = lines(theirs);
        for (int i = 0; i < Math.max(lines.size(), others.size()); i++) {
            String line = i < lines.size() ? lines.get(i) : null;
            String other = i < others.size() ? others.get(i) : null;
            if (!Objects.equals(line, other)) {
                return new Difference(-1, "file " + name + ", line " + (i + 1), line, other);
            }
        }
        return new Difference(-1, "file " + name, text(mine), text(theirs));
    }

    private static List<String> lines(Content content) throws IOException {
        return List.of(new String(Files.readAllBytes(content.file()), java.nio.charset.StandardCharsets.ISO_8859_1)
                .split("\n", -1));
    }

    private static @Nullable String text(@Nullable Content content) {
        return content == null ? null : content.length() + " bytes";
    }
}
