package io.holdfast.simulation;

import io.holdfast.storage.ForwardingStorage;
import io.holdfast.storage.Storage;
import io.holdfast.storage.StoredFile;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Once, a directory is listed as it was when it was listed before, by this process or an earlier one, or without its newest
 * name.
 */
final class StaleListing extends ForwardingStorage {

    private final BooleanSupplier due;
    private final boolean isShort;
    private final Map<String, List<StoredFile>> listings;
    private final Runnable fired;
    private boolean done;

    /** Stale from when it is due, at the first listing that can be; or short of one name, at the first with names. */
    StaleListing(
            Storage storage,
            BooleanSupplier due,
            boolean isShort,
            Map<String, List<StoredFile>> listings,
            Runnable fired) {
        super(storage);
        this.isShort = isShort;
        this.due = due;
        this.listings = listings;
        this.fired = fired;
    }

    @Override
    public List<StoredFile> list(String directory) throws IOException {
        List<StoredFile> now = super.list(directory);
        List<StoredFile> before = listings.put(directory, now);
        List<StoredFile> stale = isShort ? now.subList(0, Math.max(0, now.size() - 1)) : before;
        if (!done && stale != null && !stale.equals(now) && due.getAsBoolean()) {
            done = true;
            fired.run();
            return stale;
        }
        return now;
    }
}
