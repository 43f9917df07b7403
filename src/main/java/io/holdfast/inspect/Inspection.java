package io.holdfast.inspect;

import io.holdfast.checkpoint.CheckpointReader;
import io.holdfast.checkpoint.Pins;
import io.holdfast.failure.ConfigurationException;
import io.holdfast.failure.CorruptCheckpointException;
import io.holdfast.format.FileNames;
import io.holdfast.format.Manifest;
import io.holdfast.location.CheckpointLocation;
import io.holdfast.storage.Storage;
import io.holdfast.storage.StorageFailure;
import io.holdfast.storage.StorageInput;
import io.holdfast.storage.StoredFile;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A checkpoint directory that somebody looks at. Used by one thread. */
public final class Inspection implements AutoCloseable {

    private final Storage storage;
    private final CheckpointReader reader;

    /** Those there were when it was opened: listing many takes time. */
    private final List<Long> batches;

    /**
     * Opens a directory.
     *
     * @param directory a path, or a URI of a Hadoop file system
     * @param trustedSchemes Hadoop file systems other than HDFS that the user vouches for
     * @throws ConfigurationException if there is no checkpoint
     */
    public static Inspection of(String directory, Set<String> trustedSchemes) {
        Storage storage = CheckpointLocation.of(directory).open(trustedSchemes);
        CheckpointReader reader = new CheckpointReader(storage);
        List<Long> batches = reader.batches();
        if (batches.isEmpty()) {
            reader.requireHead();
        }
        return new Inspection(storage, reader, batches);
    }

    /** Looks at a directory that is open, and closes it in the end; there may be no checkpoint yet. */
    public static Inspection of(Storage storage) {
        CheckpointReader reader = new CheckpointReader(storage);
        return new Inspection(storage, reader, reader.batches());
    }

    private Inspection(Storage storage, CheckpointReader reader, List<Long> batches) {
        this.storage = storage;
        this.reader = reader;
        this.batches = batches;
    }

    /** The manifest of a batch, verified. */
    public Manifest manifest(long batch) {
        reader.requireBatch(batch);
        return reader.read(batch).manifest();
    }

    /** The newest batch. */
    public long head() {
        return reader.head().orElseThrow();
    }

    /**
     * The newest batches and those that are pinned, ascending. One that is damaged is listed as such; one that is pruned while it
     * is read is left out.
     */
    public List<BatchSummary> batches(int newest, Progress progress) {
        Map<Long, List<String>> pins = pins().stream()
                .filter(found -> found.pin() != null)
                .collect(Collectors.groupingBy(
                        found -> Objects.requireNonNull(found.pin()).batch(),
                        Collectors.mapping(Pins.Found::name, Collectors.toList())));
        Set<Long> listed = new TreeSet<>(pins.keySet());
        listed.retainAll(Set.copyOf(batches));
        listed.addAll(batches.subList(Math.max(0, batches.size() - newest), batches.size()));
        List<BatchSummary> summaries = new ArrayList<>();
        int read = 0;
        for (long batch : listed) {
            add(batch, pins.getOrDefault(batch, List.of()), summaries);
            progress.at(++read, listed.size());
        }
        return summaries;
    }

    /** Hears how far a long reading is. */
    public interface Progress {

        void at(long read, long all);
    }

    private void add(long batch, List<String> pins, List<BatchSummary> summaries) {
        long length = 0;
        try (StorageInput file = storage.open(FileNames.batch(batch))) {
            length = file.length();
            summaries.add(BatchSummary.of(reader.read(batch).manifest(), length, pins));
        } catch (CorruptCheckpointException e) {
            if (reader.batches().contains(batch)) {
                summaries.add(BatchSummary.damaged(batch, length, pins, String.valueOf(e.getMessage())));
            }
        } catch (NoSuchFileException e) {
            // Pruned since it was listed.
            return;
        } catch (IOException e) {
            throw StorageFailure.of(storage, "read", FileNames.batch(batch), e);
        }
    }

    /** All pins, by name. */
    public List<Pins.Found> pins() {
        return Pins.list(storage);
    }

    /** What each part of the directory takes. */
    public List<DirectoryUse> use() {
        List<DirectoryUse> uses = new ArrayList<>();
        for (String directory : Stream.concat(FileNames.DIRECTORIES.stream(), Stream.of(FileNames.ASIDE))
                .sorted()
                .toList()) {
            List<StoredFile> files = list(directory);
            if (files.isEmpty() && directory.equals(FileNames.ASIDE)) {
                // Nothing was repaired.
                continue;
            }
            uses.add(new DirectoryUse(
                    directory,
                    files.size(),
                    files.stream().mapToLong(StoredFile::length).sum()));
        }
        return uses;
    }

    /** Verifies everything: every byte, every reference, the chain of digests. */
    public AuditResult audit(Audit.Progress progress) {
        return Audit.of(storage, progress);
    }

    private List<StoredFile> list(String directory) {
        try {
            return storage.list(directory);
        } catch (IOException e) {
            throw StorageFailure.of(storage, "list", directory, e);
        }
    }

    @Override
    public void close() {
        storage.close();
    }
}
