package io.holdfast.simulation;

import io.holdfast.storage.ForwardingStorage;
import io.holdfast.storage.SimulatedStorage;
import io.holdfast.storage.Storage;
import io.holdfast.storage.StoredFile;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Once, from an operation on, a directory is listed as it was when it was listed before. */
final class StaleListing extends ForwardingStorage {

    private final SimulatedStorage process;
    private final long at;
    private final Runnable fired;
    private final Map<String, List<StoredFile>> before = new HashMap<>();
    private boolean done;

    StaleListing(Storage storage, SimulatedStorage process, long at, Runnable fired) {
        super(storage);
        this.process = process;
        this.at = at;
        this.fired = fired;
    }

    @Override
    public List<StoredFile> list(String directory) throws IOException {
        List<StoredFile> now = super.list(directory);
        List<StoredFile> stale = before.put(directory, now);
        if (!done && process.operations() >= at && stale != null && !stale.equals(now)) {
            done = true;
            fired.run();
            return stale;
        }
        return now;
    }
}
