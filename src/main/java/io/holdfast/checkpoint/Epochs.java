package io.holdfast.checkpoint;

import io.holdfast.checkpoint.Checkpoint.Committed;
import io.holdfast.failure.FencedException;
import io.holdfast.format.EpochFile;
import io.holdfast.format.FileNames;
import io.holdfast.storage.Storage;
import io.holdfast.storage.StoredFile;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Takes the next epoch: one above all that any process is known to have had. */
final class Epochs {

    /** So many processes do not start at once. */
    private static final int ATTEMPTS_MAX = 100;

    private Epochs() {}

    static long take(Storage storage, @Nullable Committed head, String nonce, long nowMillis) {
        for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
            long epoch = highest(storage, head) + 1;
            if (EpochFile.claim(storage, new EpochFile(epoch, nonce, nowMillis))) {
                return epoch;
            }
        }
        throw new FencedException("checkpoint directory " + storage.location()
                + ": other processes took the next epoch " + ATTEMPTS_MAX + " times; stop them, and start one job");
    }

    /** The highest epoch that was taken; its file is never deleted before a higher one is durable. */
    static long highestTaken(Storage storage) {
        return highestIn(storage, FileNames.EPOCHS, FileNames::parseEpoch);
    }

    private static long highest(Storage storage, @Nullable Committed head) {
        long named = highestTaken(storage);
        if (named > 0) {
            EpochFile.read(storage, named);
        }
        long written = Math.max(
                highestIn(storage, FileNames.TEMPORARY, FileNames::parseTemporaryEpoch),
                highestIn(storage, FileNames.FILES, FileNames::parseStoredEpoch));
        return Math.max(
                Math.max(named, written), head == null ? 0 : head.manifest().epoch());
    }

    private static long highestIn(Storage storage, String directory, Function<String, OptionalLong> epoch) {
        long highest = 0;
        for (StoredFile file : CheckpointReader.list(storage, directory)) {
            highest = Math.max(highest, epoch.apply(file.name()).orElse(0));
        }
        return highest;
    }
}
