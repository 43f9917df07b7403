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
        long written = head == null ? 0 : head.manifest().epoch();
        for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
            long named = highestTaken(storage);
            if (named > 0) {
                EpochFile.read(storage, named);
            }
            long epoch = Math.max(written, highestNamed(storage)) + 1;
            if (EpochFile.claim(storage, new EpochFile(epoch, nonce, nowMillis))) {
                return epoch;
            }
        }
        throw new FencedException("checkpoint directory " + storage.location()
                + ": other processes took the next epoch " + ATTEMPTS_MAX + " times; stop them, and start one job");
    }

    /**
     * Takes an epoch by the names alone, where their files may be damaged.
     *
     * @param written the highest that is known from elsewhere
     */
    static long takeUnread(Storage storage, long written, String nonce, long nowMillis) {
        long epoch = Math.max(written, highestNamed(storage)) + 1;
        if (!EpochFile.claim(storage, new EpochFile(epoch, nonce, nowMillis))) {
            throw new FencedException("checkpoint directory " + storage.location()
                    + ": another process has just taken epoch " + epoch + "; stop it, and try again");
        }
        return epoch;
    }

    /** Whether there is a file of an epoch, damaged or not. */
    static boolean isNamed(Storage storage, long epoch) {
        return CheckpointReader.list(storage, FileNames.EPOCHS).stream()
                .map(file -> FileNames.parseEpoch(file.name()))
                .anyMatch(found -> found.isPresent() && found.getAsLong() == epoch);
    }

    /** The highest epoch that was taken; its file is never deleted before a higher one is durable. */
    static long highestTaken(Storage storage) {
        return highestIn(storage, FileNames.EPOCHS, FileNames::parseEpoch);
    }

    private static long highestNamed(Storage storage) {
        long written = Math.max(
                highestIn(storage, FileNames.TEMPORARY, FileNames::parseTemporaryEpoch),
                highestIn(storage, FileNames.FILES, FileNames::parseStoredEpoch));
        return Math.max(highestTaken(storage), written);
    }

    static long highestIn(Storage storage, String directory, Function<String, OptionalLong> epoch) {
        long highest = 0;
        for (StoredFile file : CheckpointReader.list(storage, directory)) {
            highest = Math.max(highest, epoch.apply(file.name()).orElse(0));
        }
        return highest;
    }
}
