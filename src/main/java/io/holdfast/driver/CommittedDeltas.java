package io.holdfast.driver;

import io.holdfast.checkpoint.CheckpointReader;
import io.holdfast.format.BatchFileReader;
import io.holdfast.format.Manifest.Chunk;
import io.holdfast.format.Manifest.Section;
import io.holdfast.state.DeltaLog;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The deltas in the batch files of a checkpoint, for all shards that are opened together. A file is opened, and its manifest
 * read, once for all of them, as long as none falls behind by more files than are kept open. Thread-safe; to be closed
 * once the shards are open.
 */
final class CommittedDeltas implements DeltaLog, AutoCloseable {

    private static final int OPEN_FILES_MAX = 64;

    private final CheckpointReader reader;

    /** Guarded by this; the one that was used last comes last. */
    private final Map<Long, SharedFile> files = new LinkedHashMap<>(OPEN_FILES_MAX, 0.75f, true);

    CommittedDeltas(CheckpointReader reader) {
        this.reader = reader;
    }

    @Override
    public void visit(int shard, long after, long through, Visitor visitor) {
        for (long batch = after + 1; batch <= through; batch++) {
            SharedFile file = acquire(batch);
            try {
                pass(shard, batch, file.open(reader, batch), visitor);
            } finally {
                release(file);
            }
        }
    }

    private static void pass(int shard, long batch, BatchFileReader file, Visitor visitor) {
        for (Chunk chunk : file.manifest().chunks()) {
            if (chunk.section() == Section.DELTA && chunk.shard() == shard) {
                visitor.chunk(batch, chunk.owner(), file.read(chunk));
            }
        }
    }

    private synchronized SharedFile acquire(long batch) {
        SharedFile file = files.computeIfAbsent(batch, key -> new SharedFile());
        file.users++;
        return file;
    }

    private synchronized void release(SharedFile released) {
        released.users--;
        Iterator<SharedFile> oldest = files.values().iterator();
        while (files.size() > OPEN_FILES_MAX && oldest.hasNext()) {
            SharedFile file = oldest.next();
            if (file.users == 0) {
                oldest.remove();
                file.close();
            }
        }
    }

    @Override
    public synchronized void close() {
        files.values().forEach(SharedFile::close);
        files.clear();
    }

    /** A file that is opened by whoever needs it first, while others who need it wait. */
    private static final class SharedFile {

        /** How many read it now; guarded by the outer class. */
        private int users;

        private @Nullable BatchFileReader opened;

        synchronized BatchFileReader open(CheckpointReader reader, long batch) {
            if (opened == null) {
                opened = reader.open(batch);
            }
            return opened;
        }

        synchronized void close() {
            if (opened != null) {
                opened.close();
            }
        }
    }
}
