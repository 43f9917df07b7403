package io.holdfast.checkpoint;

import io.holdfast.format.FileNames;
import io.holdfast.storage.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Moves files to where nothing looks at them, under names that tell what they were. At each instant, also of a loss of power, a
 * file has its old name, the new one, or both. Names there are never given twice, as no epoch is.
 */
final class Aside implements Disposal {

    private final Storage storage;
    private final long epoch;
    private final Map<String, Long> lengths;
    private final List<Repair.SetAside> moved = new ArrayList<>();

    /** Makes the directory, durably. */
    Aside(Storage storage, long epoch) throws IOException {
        this.storage = storage;
        this.epoch = epoch;
        lengths = Pruning.lengths(storage);
        storage.createDirectories(FileNames.ASIDE);
        storage.syncDirectory("");
    }

    /** What was moved, in that order. */
    List<Repair.SetAside> moved() {
        return List.copyOf(moved);
    }

    /** Whether it was there when this began. */
    boolean exists(String path) {
        return lengths.containsKey(path);
    }

    @Override
    public void dispose(String path) throws IOException {
        String aside = FileNames.aside(epoch, path);
        boolean remains = storage.publish(path, aside);
        storage.syncDirectory(FileNames.ASIDE);
        if (remains) {
            storage.delete(path);
        }
        storage.syncDirectory(FileNames.directory(path));
        moved.add(new Repair.SetAside(path, aside, lengths.getOrDefault(path, 0L)));
    }

    /** That has been done for each of its files. */
    @Override
    public void settle(String directory) {}
}
