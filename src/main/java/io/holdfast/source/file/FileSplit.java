package io.holdfast.source.file;

import io.holdfast.format.SplitPosition;
import io.holdfast.source.SplitRange;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A file that the source knows, and how far it is read: the meaning of a position.
 *
 * @param name of the split: the path, or path@hash for a file that replaced another
 * @param path relative to the directory
 * @param sample of the content, see {@link ContentSample}; empty until the first range is planned
 * @param offset how many bytes are read
 * @param absentSince wall-clock time in milliseconds at which the file was missed; -1 if it is there
 */
record FileSplit(String name, String path, FileIdentity identity, String sample, long offset, long absentSince) {

    private static final String PATH = "path";
    private static final String INODE = "inode";
    private static final String SIZE = "size";
    private static final String MODIFIED = "modified";
    private static final String SAMPLE = "sample";
    private static final String ABSENT_SINCE = "absentSince";

    static FileSplit of(SplitPosition position) {
        SortedMap<String, String> attributes = position.attributes();
        return new FileSplit(
                position.split(),
                attribute(position, PATH),
                new FileIdentity(
                        attribute(position, INODE),
                        Long.parseLong(attribute(position, SIZE)),
                        attribute(position, MODIFIED)),
                attribute(position, SAMPLE),
                position.offset(),
                Long.parseLong(attributes.getOrDefault(ABSENT_SINCE, "-1")));
    }

    private static String attribute(SplitPosition position, String name) {
        @Nullable String value = position.attributes().get(name);
        if (value == null) {
            throw new IllegalArgumentException("position of a text file without attribute " + name + ": " + position);
        }
        return value;
    }

    SplitPosition position() {
        SortedMap<String, String> attributes = new TreeMap<>();
        attributes.put(PATH, path);
        attributes.put(INODE, identity.inode());
        attributes.put(SIZE, Long.toString(identity.size()));
        attributes.put(MODIFIED, identity.modified());
        attributes.put(SAMPLE, sample);
        if (isAbsent()) {
            attributes.put(ABSENT_SINCE, Long.toString(absentSince));
        }
        return new SplitPosition(name, offset, attributes);
    }

    SplitRange until(long end) {
        return new SplitRange(position(), end);
    }

    boolean isComplete() {
        return offset == identity.size();
    }

    boolean isAbsent() {
        return absentSince >= 0;
    }

    FileSplit withOffset(long changed) {
        return new FileSplit(name, path, identity, sample, changed, absentSince);
    }

    FileSplit withSample(String changed) {
        return new FileSplit(name, path, identity, changed, offset, absentSince);
    }

    FileSplit absentSince(long wallMillis) {
        return new FileSplit(name, path, identity, sample, offset, wallMillis);
    }

    FileSplit presentAs(FileIdentity found) {
        return new FileSplit(name, path, found, sample, offset, -1);
    }
}
