package io.holdfast.checkpoint;

import io.holdfast.checkpoint.Checkpoint.Committed;
import io.holdfast.format.FileNames;
import io.holdfast.storage.Storage;
import io.holdfast.storage.StoredFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Prunes a directory from outside of its job, which may be running: what that job, or its next start, would delete anyway, but
 * for what pins hold.
 *
 * <p>It goes by the committed head alone. Floors never go back, so what that head has given up stays given up; and what a
 * process of an older epoch left unnamed can be named no more. What the head's own epoch has stored and not named yet is left
 * alone: its process may live.
 */
public final class Pruning {

    private Pruning() {}

    /**
     * A file that nothing needs.
     *
     * @param path in the directory
     * @param bytes its length
     */
    public record Unneeded(String path, long bytes) {}

    /**
     * Tells what would be deleted; changes nothing.
     *
     * @return in the order of deletion
     * @throws io.holdfast.failure.ConfigurationException if there is no batch
     * @throws io.holdfast.failure.CorruptCheckpointException if the head, or something that the retained batches reach, is
     *     damaged: then nobody can say what is needed
     */
    public static List<Unneeded> rehearse(Storage storage) {
        return dispose(storage, new Disposal() {
            @Override
            public void dispose(String path) {
                // It stays.
            }

            @Override
            public void settle(String directory) {
                // Nothing has changed.
            }
        });
    }

    /** Deletes; else as {@link #rehearse}. */
    public static List<Unneeded> run(Storage storage) {
        return dispose(storage, Disposal.deleting(storage));
    }

    static List<Unneeded> dispose(Storage storage, Disposal disposal) {
        new CheckpointReader(storage).requireHead();
        History history = History.read(storage);
        Committed head = Objects.requireNonNull(history.head());
        Retention retention = new Retention(RetentionPolicy.newest(1));
        retention.learn(history);
        Noted noted = new Noted(disposal, lengths(storage));
        Cleanup cleanup = new Cleanup(storage, noted);
        cleanup.afterTakeover(head.manifest().epoch(), retention);
        cleanup.delete(retention.collect());
        return noted.unneeded;
    }

    static Map<String, Long> lengths(Storage storage) {
        Map<String, Long> lengths = new HashMap<>();
        for (String directory : FileNames.DIRECTORIES) {
            for (StoredFile file : CheckpointReader.list(storage, directory)) {
                lengths.put(directory + "/" + file.name(), file.length());
            }
        }
        return lengths;
    }

    /** Keeps a list of what it disposes of. */
    private static final class Noted implements Disposal {

        private final Disposal disposal;
        private final Map<String, Long> lengths;
        private final List<Unneeded> unneeded = new ArrayList<>();

        Noted(Disposal disposal, Map<String, Long> lengths) {
            this.disposal = disposal;
            this.lengths = lengths;
        }

        @Override
        public void dispose(String path) throws IOException {
            disposal.dispose(path);
            unneeded.add(new Unneeded(path, lengths.getOrDefault(path, 0L)));
        }

        @Override
        public void settle(String directory) throws IOException {
            disposal.settle(directory);
        }
    }
}
