package io.holdfast.checkpoint;

import io.holdfast.format.BatchFileReader;
import io.holdfast.format.FileNames;
import io.holdfast.storage.ForwardingStorage;
import io.holdfast.storage.Storage;
import io.holdfast.storage.StorageInput;
import io.holdfast.storage.StorageOutput;
import io.holdfast.storage.StoredFile;
import io.holdfast.testkit.simulation.SimulatedStorage;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** Planted defects: each makes a process behave as if its commit protocol, or its file system, were wrong in one way. */
final class Defects {

    private Defects() {}

    /** A starting process cleans up when it first looks at the epochs, before it has taken over. */
    static Storage cleanupBeforeTakeover(Storage storage) {
        return new ForwardingStorage(storage) {
            private boolean cleaned;

            @Override
            public List<StoredFile> list(String directory) throws IOException {
                if (directory.equals(FileNames.EPOCHS) && !cleaned) {
                    cleaned = true;
                    Retention retention = new Retention(RetentionPolicy.newest(2));
                    retention.learn(History.read(storage));
                    Cleanup cleanup = new Cleanup(storage, Disposal.deleting(storage));
                    cleanup.afterTakeover(Long.MAX_VALUE, retention);
                    cleanup.delete(new Retention.Garbage(List.of(), List.of(), Set.of()));
                }
                return storage.list(directory);
            }
        };
    }

    /** The pruner believes what it saw of the pins before the batch was committed by whose floor it prunes. */
    static Storage pinsListedBeforeTheFloorIsCommitted(Storage storage) {
        return new ForwardingStorage(storage) {
            private List<StoredFile> listed = List.of();

            @Override
            public boolean publish(String from, String to) throws IOException {
                if (to.startsWith(FileNames.BATCHES)) {
                    listed = storage.list(FileNames.PINS);
                }
                return storage.publish(from, to);
            }

            @Override
            public List<StoredFile> list(String directory) throws IOException {
                return directory.equals(FileNames.PINS) ? listed : storage.list(directory);
            }
        };
    }

    /** The pinner believes what it saw of the head before its pin was there. */
    static Storage headReadBeforeThePin(Storage storage) {
        return new ForwardingStorage(storage) {
            private final SimulatedStorage seen = new SimulatedStorage();

            @Override
            public List<StoredFile> list(String directory) throws IOException {
                if (!directory.equals(FileNames.BATCHES)) {
                    return storage.list(directory);
                }
                seen.createDirectories(directory);
                while (seen.list(directory).isEmpty()) {
                    List<StoredFile> files = storage.list(directory);
                    String head = directory + "/" + files.get(files.size() - 1).name();
                    try {
                        copy(storage, head, seen, head);
                    } catch (NoSuchFileException e) {
                        continue; // pruned since
                    }
                }
                return seen.list(directory);
            }

            @Override
            public StorageInput open(String path) throws IOException {
                return path.startsWith(FileNames.BATCHES) ? seen.open(path) : storage.open(path);
            }
        };
    }

    /** A process never learns of the epochs of others after it has started. */
    static Storage blindToEpochs(Storage storage) {
        return new ForwardingStorage(storage) {
            private int looked;

            @Override
            public List<StoredFile> list(String directory) throws IOException {
                return directory.equals(FileNames.EPOCHS) && looked++ > 0 ? List.of() : storage.list(directory);
            }
        };
    }

    /** What the floor of a batch gives up is deleted before that batch is committed. */
    static Storage pruneByUncommittedFloor(Storage storage) {
        return new ForwardingStorage(storage) {
            @Override
            public boolean publish(String from, String to) throws IOException {
                OptionalLong batch = FileNames.parseBatch(to.substring(to.indexOf('/') + 1));
                if (batch.isPresent()) {
                    long needed = oldestNeeded(storage, from, to, batch.getAsLong());
                    for (StoredFile file : storage.list(FileNames.BATCHES)) {
                        if (FileNames.parseBatch(file.name()).orElse(needed) < needed) {
                            storage.delete(FileNames.BATCHES + "/" + file.name());
                        }
                    }
                    storage.syncDirectory(FileNames.BATCHES);
                }
                return storage.publish(from, to);
            }
        };
    }

    private static long oldestNeeded(Storage storage, String from, String to, long batch) throws IOException {
        SimulatedStorage aside = new SimulatedStorage();
        aside.createDirectories(FileNames.BATCHES);
        copy(storage, from, aside, to);
        try (BatchFileReader file = BatchFileReader.open(aside, batch)) {
            return Math.min(file.manifest().floor(), Reach.of(file.manifest()).oldestBatch());
        } catch (RuntimeException e) {
            throw new NoSuchFileException(from);
        }
    }

    private static void copy(Storage from, String path, Storage to, String target) throws IOException {
        try (StorageInput input = from.open(path);
                StorageOutput output = to.create(target)) {
            byte[] bytes = new byte[(int) input.length()];
            input.readFully(0, bytes, 0, bytes.length);
            output.write(bytes, 0, bytes.length);
        }
    }
}
