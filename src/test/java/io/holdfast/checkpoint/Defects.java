package io.holdfast.checkpoint;

import io.holdfast.format.BatchFileReader;
import io.holdfast.format.FileNames;
import io.holdfast.storage.ForwardingStorage;
import io.holdfast.storage.SimulatedStorage;
import io.holdfast.storage.Storage;
import io.holdfast.storage.StorageOutput;
import io.holdfast.storage.StoredFile;
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
                    Retention retention = new Retention(2);
                    retention.learn(History.read(storage));
                    Cleanup cleanup = new Cleanup(storage);
                    cleanup.afterTakeover(Long.MAX_VALUE, retention);
                    cleanup.delete(new Retention.Garbage(0, 0, List.of(), Set.of()));
                }
                return storage.list(directory);
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
            public void publish(String from, String to) throws IOException {
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
                storage.publish(from, to);
            }
        };
    }

    private static long oldestNeeded(Storage storage, String from, String to, long batch) throws IOException {
        SimulatedStorage aside = new SimulatedStorage();
        aside.createDirectories(FileNames.BATCHES);
        try (var input = storage.open(from);
                StorageOutput output = aside.create(to)) {
            byte[] bytes = new byte[(int) input.length()];
            input.readFully(0, bytes, 0, bytes.length);
            output.write(bytes, 0, bytes.length);
        }
        try (BatchFileReader file = BatchFileReader.open(aside, batch)) {
            return Math.min(file.manifest().floor(), Reach.of(file.manifest()).oldestBatch());
        } catch (RuntimeException e) {
            throw new NoSuchFileException(from);
        }
    }
}
