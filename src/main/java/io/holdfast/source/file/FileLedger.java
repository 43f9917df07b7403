package io.holdfast.source.file;

import io.holdfast.failure.SourceException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Compares the files that were read with the files that are there, by name and identity.
 *
 * <p>One name can have had several files, one after the other. What is there now is one of them if its identity is the
 * same, or if size, time and a sample of the content are, as after a copy of the directory to another disk. Else it is
 * a new file, provided that the one before was read to its end and that it is not the same inode, changed. Whatever was
 * read to its end and is gone stays remembered for a while: a listing that is empty for a moment must not make
 * everything new.
 */
final class FileLedger {

    private final String source;
    private final TextFileOptions options;
    private final long wallMillis;
    private final Set<String> names = new HashSet<>();

    /** Files to read on, in order: those known first, then new ones by path. */
    final List<FileSplit> unread = new ArrayList<>();
    /** Files to remember otherwise than before, with nothing to read. */
    final List<FileSplit> changed = new ArrayList<>();
    /** Names of splits to forget. */
    final Set<String> dropped = new HashSet<>();

    FileLedger(String source, TextFileOptions options, long wallMillis) {
        this.source = source;
        this.options = options;
        this.wallMillis = wallMillis;
    }

    /** Sorts everything known and everything found into the three lists. */
    void compare(List<FileSplit> known, SortedMap<String, FileIdentity> found) throws IOException {
        Map<String, List<FileSplit>> byPath = new LinkedHashMap<>();
        for (FileSplit split : known) {
            names.add(split.name());
            byPath.computeIfAbsent(split.path(), path -> new ArrayList<>()).add(split);
        }
        for (Map.Entry<String, List<FileSplit>> entry : byPath.entrySet()) {
            comparePath(entry.getValue(), found.get(entry.getKey()));
        }
        for (Map.Entry<String, FileIdentity> entry : found.entrySet()) {
            if (!byPath.containsKey(entry.getKey())) {
                addNew(entry.getKey(), entry.getValue());
            }
        }
    }

    private void comparePath(List<FileSplit> known, @Nullable FileIdentity found) throws IOException {
        FileSplit same = found == null ? null : sameFile(known, found);
        for (FileSplit split : known) {
            if (!split.equals(same)) {
                checkMayBeGone(split, found, same != null);
                markAbsent(split);
            }
        }
        if (same != null && found != null) {
            markPresent(same, found);
        } else if (found != null) {
            addNew(known.get(0).path(), found);
        }
    }

    private @Nullable FileSplit sameFile(List<FileSplit> known, FileIdentity found) throws IOException {
        for (FileSplit split : known) {
            if (split.identity().equals(found)) {
                return split;
            }
        }
        for (FileSplit split : known) {
            if (split.identity().sameSizeAndTime(found)
                    && split.sample().equals(ContentSample.of(options.path(split.path())))) {
                return split;
            }
        }
        return null;
    }

    private void checkMayBeGone(FileSplit split, @Nullable FileIdentity found, boolean known) {
        if (!split.isComplete()) {
            throw found == null ? disappeared(split) : changed(split, found);
        }
        if (found != null
                && !known
                && !split.isAbsent()
                && split.identity().inode().equals(found.inode())) {
            throw changed(split, found);
        }
    }

    SourceException disappeared(FileSplit split) {
        return new SourceException("source " + source + ": file " + options.path(split.path()) + " is gone, read up to"
                + " byte " + split.offset() + " of " + split.identity().size() + "; expected a file to stay until it is"
                + " read to its end; put it back");
    }

    SourceException changed(FileSplit split, FileIdentity found) {
        return new SourceException("source " + source + ": file " + options.path(split.path()) + ", read up to byte "
                + split.offset() + ", has changed; expected " + split.identity() + "; found " + found
                + "; put the former file back, and move new content in under another name, by a rename");
    }

    private void markAbsent(FileSplit split) {
        if (!split.isAbsent()) {
            changed.add(split.absentSince(wallMillis));
        } else if (Duration.ofMillis(wallMillis - split.absentSince()).compareTo(options.rememberFor()) >= 0) {
            dropped.add(split.name());
        }
    }

    private void markPresent(FileSplit split, FileIdentity found) {
        FileSplit present = split.presentAs(found);
        if (!split.isComplete()) {
            unread.add(present);
        } else if (!present.equals(split)) {
            changed.add(present);
        }
    }

    private void addNew(String path, FileIdentity found) {
        String name = names.contains(path) ? path + "@" + found.shortHash() : path;
        unread.add(new FileSplit(name, path, found, "", 0, -1));
    }
}
