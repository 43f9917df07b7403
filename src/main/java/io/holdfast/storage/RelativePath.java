package io.holdfast.storage;

import java.util.List;

/** Takes apart a path of a storage: relative, with slashes, unable to leave the directory. */
public final class RelativePath {

    private RelativePath() {}

    /** The names in the path; none for the empty path, which is the directory itself. */
    public static List<String> parts(String path) {
        if (path.isEmpty()) {
            return List.of();
        }
        List<String> parts = List.of(path.split("/", -1));
        for (String part : parts) {
            if (part.isEmpty()
                    || part.equals(".")
                    || part.equals("..")
                    || part.indexOf('\\') >= 0
                    || part.indexOf('\0') >= 0) {
                throw new IllegalArgumentException(
                        "a path in a storage is relative, uses / and cannot leave it, found: " + path);
            }
        }
        return parts;
    }
}
