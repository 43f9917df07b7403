package io.holdfast.storage;

import io.holdfast.format.FileNames;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.util.List;
import java.util.Set;

/** Storages that break what the checkpoint relies on, each in one way. */
public final class DefectiveStorage {

    private DefectiveStorage() {}

    /** Files of one kind are published without having been synced. */
    public static Storage withoutSyncOf(String ending, Storage storage) {
        return new ForwardingStorage(storage) {
            @Override
            public StorageOutput create(String path) throws IOException {
                StorageOutput output = super.create(path);
                return path.endsWith(ending) ? unsynced(output) : output;
            }
        };
    }

    /** An output whose syncs do nothing. */
    public static StorageOutput unsynced(StorageOutput output) {
        return new StorageOutput() {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                output.write(bytes, offset, length);
            }

            @Override
            public void sync() {}

            @Override
            public void close() throws IOException {
                output.close();
            }
        };
    }

    /** The names in these directories are not synced. */
    public static Storage withoutSyncOfNames(Set<String> directories, Storage storage) {
        return new ForwardingStorage(storage) {
            @Override
            public void syncDirectory(String directory) throws IOException {
                if (!directories.contains(directory)) {
                    super.syncDirectory(directory);
                }
            }
        };
    }

    /** Batches are published by writing them under their names. */
    public static Storage publishingByCopy(Storage storage) {
        return new ForwardingStorage(storage) {
            @Override
            public boolean publish(String from, String to) throws IOException {
                if (!to.startsWith(FileNames.BATCHES)) {
                    return super.publish(from, to);
                }
                byte[] bytes = bytes(storage, from);
                try (StorageOutput output = super.create(to)) {
                    output.write(bytes, 0, bytes.length / 2);
                    output.write(bytes, bytes.length / 2, bytes.length - bytes.length / 2);
                    output.sync();
                }
                return true;
            }
        };
    }

    private static byte[] bytes(Storage storage, String path) throws IOException {
        try (StorageInput input = storage.open(path)) {
            byte[] bytes = new byte[(int) input.length()];
            input.readFully(0, bytes, 0, bytes.length);
            return bytes;
        }
    }

    /** A batch replaces what has its name, as a rename does; the probe does not notice. */
    public static Storage overwriting(Storage storage) {
        return new ForwardingStorage(storage) {
            @Override
            public boolean publish(String from, String to) throws IOException {
                if (to.startsWith(FileNames.BATCHES)) {
                    storage.delete(to);
                }
                return super.publish(from, to);
            }
        };
    }

    /** A write that fails is taken for done. */
    public static Storage passingOverFailedWrites(Storage storage) {
        return new ForwardingStorage(storage) {
            @Override
            public StorageOutput create(String path) throws IOException {
                StorageOutput output = super.create(path);
                return new StorageOutput() {
                    @Override
                    public void write(byte[] bytes, int offset, int length) {
                        try {
                            output.write(bytes, offset, length);
                        } catch (IOException passedOver) {
                            return;
                        }
                    }

                    @Override
                    public void sync() throws IOException {
                        output.sync();
                    }

                    @Override
                    public void close() throws IOException {
                        output.close();
                    }
                };
            }
        };
    }

    /** A directory that cannot be listed is taken for empty. */
    public static Storage listingNothingOnFailure(Storage storage) {
        return new ForwardingStorage(storage) {
            @Override
            public List<StoredFile> list(String directory) {
                try {
                    return super.list(directory);
                } catch (IOException passedOver) {
                    return List.of();
                }
            }
        };
    }

    /** Whatever fails is taken for done, other than a publication whose name is taken. */
    public static Storage passingOverAllFailures(Storage storage) {
        return new ForwardingStorage(passingOverFailedWrites(listingNothingOnFailure(storage))) {
            @Override
            public boolean publish(String from, String to) throws IOException {
                try {
                    return super.publish(from, to);
                } catch (FileAlreadyExistsException e) {
                    throw e;
                } catch (IOException passedOver) {
                    return true;
                }
            }

            @Override
            public void syncDirectory(String directory) {
                try {
                    super.syncDirectory(directory);
                } catch (IOException passedOver) {
                    return;
                }
            }

            @Override
            public void delete(String path) {
                try {
                    super.delete(path);
                } catch (IOException passedOver) {
                    return;
                }
            }
        };
    }
}
