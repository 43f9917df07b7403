package io.holdfast.format;

import io.holdfast.common.BytesWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * Collects the entries of one section of a batch file in chunks of about {@link #CHUNK_BYTES}; an entry is never cut.
 * Not thread-safe; handed over whole from the task that fills it to the commit.
 */
public final class SectionBuffer {

    /** A chunk is closed by the entry that reaches this size. */
    public static final int CHUNK_BYTES = 256 * 1024;

    private final Manifest.Section section;
    private final String owner;
    private final int shard;
    private final List<RawChunk> chunks = new ArrayList<>();
    private BytesWriter open = new BytesWriter(1024);
    private int openEntries;
    private long entries;
    private long bytes;

    public SectionBuffer(Manifest.Section section, String owner, int shard) {
        this.section = section;
        this.owner = owner;
        this.shard = shard;
    }

    /** Some entries, not compressed: the first {@code bytes.size()} bytes. */
    public record RawChunk(BytesWriter bytes, int entries) {}

    /** Where to append the bytes of the next entry; call {@link #endEntry} after it. */
    public BytesWriter writer() {
        return open;
    }

    /** Ends the entry whose bytes were just appended. */
    public void endEntry() {
        openEntries++;
        entries++;
        if (open.size() >= CHUNK_BYTES) {
            close(CHUNK_BYTES + CHUNK_BYTES / 16);
        }
    }

    private void close(int capacityOfNext) {
        chunks.add(new RawChunk(open, openEntries));
        bytes += open.size();
        open = new BytesWriter(capacityOfNext);
        openEntries = 0;
    }

    /** All chunks; nothing may be appended afterwards. */
    public List<RawChunk> finish() {
        if (openEntries > 0) {
            close(0);
        }
        return List.copyOf(chunks);
    }

    public Manifest.Section section() {
        return section;
    }

    public String owner() {
        return owner;
    }

    public int shard() {
        return shard;
    }

    public long entries() {
        return entries;
    }

    /** Bytes appended so far, before compression. */
    public long bytes() {
        return bytes + open.size();
    }
}
