package io.holdfast.drill;

import io.holdfast.checkpoint.CheckpointReader;
import io.holdfast.failure.StorageException;
import io.holdfast.format.FileNames;
import io.holdfast.storage.local.LocalStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;

/** All batches of a drill, kept from retention as they appear. Thread-safe. */
final class Archive {

    private final Path checkpoint;
    private final Path directory;
    private final long after;
    private final TreeSet<Long> kept = new TreeSet<>();

    /** An archive of the batches after the given one. */
    Archive(Path checkpoint, Path directory, long after) throws IOException {
        this.checkpoint = checkpoint;
        this.directory = directory;
        this.after = after;
        Files.createDirectories(directory.resolve(FileNames.BATCHES));
    }

    /** Keeps what is new. A batch that is named is complete and never changes. */
    synchronized void collect() {
        for (long batch : new CheckpointReader(new LocalStorage(checkpoint)).batches()) {
            if (batch > after && !kept.contains(batch)) {
                keep(batch);
            }
        }
    }

    private void keep(long batch) {
        String name = FileNames.batch(batch);
        try {
            Fork.keep(new LocalStorage(checkpoint), name, directory.resolve(name));
            kept.add(batch);
        } catch (NoSuchFileException e) {
            // Pruned already: the gap will show.
        } catch (IOException e) {
            throw new StorageException("cannot keep " + name + " of " + checkpoint + ": " + e, e);
        }
    }

    /** Batches that were pruned before they could be kept. */
    synchronized List<Long> missing() {
        TreeSet<Long> missing = new TreeSet<>();
        for (long batch = after + 1; !kept.isEmpty() && batch < kept.last(); batch++) {
            if (!kept.contains(batch)) {
                missing.add(batch);
            }
        }
        return List.copyOf(missing);
    }

    /** The newest batch; the one before the archive if there is none. */
    synchronized long last() {
        return kept.isEmpty() ? after : kept.last();
    }

    /** The first batch that belongs here. */
    long first() {
        return after + 1;
    }

    Path directory() {
        return directory;
    }

    CheckpointReader reader() {
        return new CheckpointReader(new LocalStorage(directory));
    }
}
