package io.holdfast.state;

import io.holdfast.failure.StorageException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Counts what is asked of the stores of another factory. */
public final class CountingStores implements WorkingStore.Factory {

    private final WorkingStore.Factory stores;
    public long gets;
    public long getAlls;
    long puts;
    long deletes;
    public long scans;
    long applies;
    int open;

    /** Those of the gets that were asked for together. */
    public long keysTogether;

    /** Calls whose keys were not in the order of the store. */
    public long unordered;

    /** What the stores found failed in the background. */
    @Nullable
    StorageException failure;

    public CountingStores(WorkingStore.Factory stores) {
        this.stores = stores;
    }

    private static boolean isOrdered(List<byte[]> keys) {
        for (int i = 1; i < keys.size(); i++) {
            if (Arrays.compareUnsigned(keys.get(i - 1), keys.get(i)) > 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public WorkingStore open(Path directory, List<String> spaces) {
        WorkingStore store = stores.open(directory, spaces);
        open++;
        return new WorkingStore() {
            @Override
            public byte @Nullable [] get(int space, byte[] key) {
                gets++;
                return store.get(space, key);
            }

            @Override
            public List<byte @Nullable []> getAll(int space, List<byte[]> keys) {
                gets += keys.size();
                keysTogether += keys.size();
                getAlls++;
                unordered += isOrdered(keys) ? 0 : 1;
                return store.getAll(space, keys);
            }

            @Override
            public void stagePut(int space, byte[] key, byte[] value) {
                puts++;
                store.stagePut(space, key, value);
            }

            @Override
            public void stageDelete(int space, byte[] key) {
                deletes++;
                store.stageDelete(space, key);
            }

            @Override
            public void apply() {
                applies++;
                store.apply();
            }

            @Override
            public Cursor scan(int space, byte[] from) {
                scans++;
                return store.scan(space, from);
            }

            @Override
            public void checkpoint(Path target) {
                store.checkpoint(target);
            }

            @Override
            public void checkHealth() {
                if (failure != null) {
                    throw failure;
                }
                store.checkHealth();
            }

            @Override
            public void close() {
                open--;
                store.close();
            }
        };
    }
}
