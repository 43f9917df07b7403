package io.holdfast.source.file;

import io.holdfast.common.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What tells a file from another one of the same name.
 *
 * @param inode its number in the file system, without that of the device, which a restart of the machine may change;
 *     empty where the platform has none
 * @param size in bytes
 * @param modified when it was last modified, as precisely as the platform says
 */
record FileIdentity(String inode, long size, String modified) {

    /** The identity of what is there now; null if that is no regular file. */
    static @Nullable FileIdentity of(Path file) throws IOException {
        boolean unix = file.getFileSystem().supportedFileAttributeViews().contains("unix");
        Map<String, Object> found;
        try {
            found = Files.readAttributes(file, (unix ? "unix:ino," : "") + "size,lastModifiedTime,isRegularFile");
        } catch (NoSuchFileException e) {
            return null;
        }
        if (!Boolean.TRUE.equals(found.get("isRegularFile"))) {
            return null;
        }
        long size = (Long) Objects.requireNonNull(found.get("size"));
        String inode = unix ? String.valueOf(found.get("ino")) : "";
        return new FileIdentity(inode, size, String.valueOf(found.get("lastModifiedTime")));
    }

    boolean sameSizeAndTime(FileIdentity other) {
        return size == other.size && modified.equals(other.modified);
    }

    /** For the name of the split of a file that replaced another. */
    String shortHash() {
        return Digest.of(toString().getBytes(StandardCharsets.UTF_8)).shortHex();
    }

    @Override
    public String toString() {
        return size + " bytes, modified " + modified + ", inode " + (inode.isEmpty() ? "unknown" : inode);
    }
}
