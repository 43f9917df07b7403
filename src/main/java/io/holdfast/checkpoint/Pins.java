package io.holdfast.checkpoint;

import io.holdfast.failure.ConfigurationException;
import io.holdfast.failure.CorruptCheckpointException;
import io.holdfast.failure.IncompatibleCheckpointException;
import io.holdfast.failure.StorageException;
import io.holdfast.format.FileNames;
import io.holdfast.format.PinFile;
import io.holdfast.storage.Storage;
import io.holdfast.storage.StorageFailure;
import io.holdfast.storage.StoredFile;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Pins keep single batches restorable whatever retention says, and may be set and removed beside a running job.
 *
 * <p>Who pins batch N writes the pin durably, and <em>then</em> reads the head; if the floor of the head has passed N, it
 * removes the pin and gives up. Who prunes knows its garbage from a committed floor, <em>then</em> lists the pins, and deletes
 * what they do not reach. So a pin that stays holds its batch: a pruner that listed the pins before the pin was there had a
 * floor that was committed before the pinner read the head; floors never go back, so that floor has not passed N, and all
 * that N reaches was no garbage to it.
 */
public final class Pins {

    /** A process that takes over deletes temporary files, and may take ours for left behind; so many do not start. */
    private static final int ATTEMPTS_MAX = 10;

    private Pins() {}

    /**
     * Pins a batch.
     *
     * @param random tells two processes apart that want the same name at once
     * @throws ConfigurationException if there is no such batch, retention has passed it, or the name is taken
     */
    public static void pin(Storage storage, PinFile pin, RandomGenerator random) {
        if (!FileNames.isPinName(pin.name())) {
            throw new ConfigurationException(
                    "\"" + pin.name() + "\" cannot be the name of a pin: expected up to 100 letters,"
                            + " digits, dots, dashes and underscores, of which the first is a letter or a digit");
        }
        CheckpointReader reader = new CheckpointReader(storage);
        reader.requireBatch(pin.batch());
        createDirectory(storage);
        if (!publish(storage, pin, new Nonces(random))) {
            throw new ConfigurationException(StorageFailure.name(storage, FileNames.pin(pin.name()))
                    + " exists, and holds batch "
                    + PinFile.read(storage, pin.name()).batch() + ": give the pin of batch " + pin.batch()
                    + " another name, or remove that one with `unpin`");
        }
        try {
            refusePassed(storage, reader, pin.batch());
        } catch (RuntimeException | Error e) {
            giveUp(storage, pin.name(), e);
            throw e;
        }
    }

    private static void giveUp(Storage storage, String name, Throwable reason) {
        try {
            unpin(storage, name);
        } catch (RuntimeException e) {
            reason.addSuppressed(e);
        }
    }

    private static void createDirectory(Storage storage) {
        try {
            storage.createDirectories(FileNames.PINS);
            storage.syncDirectory("");
        } catch (IOException e) {
            throw StorageFailure.of(storage, "create the directory", FileNames.PINS, e);
        }
    }

    private static boolean publish(Storage storage, PinFile pin, Nonces nonces) {
        for (int attempt = 1; ; attempt++) {
            try {
                return PinFile.publish(storage, pin, nonces.next());
            } catch (StorageException e) {
                if (!(e.getCause() instanceof NoSuchFileException) || attempt == ATTEMPTS_MAX) {
                    throw e;
                }
            }
        }
    }

    /** Only after the pin is durable does the floor of the head prove that no pruner has missed the pin. */
    private static void refusePassed(Storage storage, CheckpointReader reader, long batch) {
        long floor = reader.readHead().manifest().floor();
        if (batch < floor) {
            throw new ConfigurationException("batch " + batch + " of " + storage.location()
                    + " cannot be pinned any more: the" + " oldest retained batch is " + floor
                    + ", and what is older is being deleted; pin a newer one");
        }
    }

    /**
     * Removes a pin, durably, whatever its file holds. What only it held is deleted by the running job, or after the next
     * start.
     *
     * @throws ConfigurationException if there is none of that name
     */
    public static void unpin(Storage storage, String name) {
        if (CheckpointReader.list(storage, FileNames.PINS).stream()
                .noneMatch(file ->
                        FileNames.parsePin(file.name()).filter(name::equals).isPresent())) {
            throw new ConfigurationException(storage.location() + " has no pin \"" + name + "\": see `ls`");
        }
        try {
            storage.delete(FileNames.pin(name));
            storage.syncDirectory(FileNames.PINS);
        } catch (IOException e) {
            throw StorageFailure.of(storage, "delete", FileNames.pin(name), e);
        }
    }

    /**
     * A pin as found.
     *
     * @param pin null if its file cannot be read
     * @param damage why not; null if it can
     */
    public record Found(String name, @Nullable PinFile pin, @Nullable String damage) {}

    /** All pins there are, by name. One that is removed meanwhile is left out. */
    public static List<Found> list(Storage storage) {
        List<Found> found = new ArrayList<>();
        for (StoredFile file : CheckpointReader.list(storage, FileNames.PINS)) {
            FileNames.parsePin(file.name()).ifPresent(name -> add(storage, name, found));
        }
        return found;
    }

    private static void add(Storage storage, String name, List<Found> found) {
        try {
            found.add(new Found(name, PinFile.read(storage, name), null));
        } catch (CorruptCheckpointException | IncompatibleCheckpointException e) {
            if (CheckpointReader.exists(storage, FileNames.pin(name))) {
                found.add(new Found(name, null, e.getMessage()));
            }
        }
    }
}
