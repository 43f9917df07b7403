package io.holdfast.checkpoint;

import io.holdfast.checkpoint.Checkpoint.Committed;
import io.holdfast.common.TimeSource;
import io.holdfast.failure.ConfigurationException;
import io.holdfast.failure.CorruptCheckpointException;
import io.holdfast.failure.FencedException;
import io.holdfast.failure.IncompatibleCheckpointException;
import io.holdfast.format.FileNames;
import io.holdfast.format.Manifest;
import io.holdfast.storage.Storage;
import io.holdfast.storage.StorageFailure;
import io.holdfast.storage.StorageLock;
import java.io.IOException;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes a damaged directory whole by giving up what cannot be restored: the job goes on from the newest retained batch of which
 * everything is sound. What is damaged, what came after that batch, and what is dead is moved {@link Aside}; nothing is deleted.
 *
 * <p>The newest batches go first, one after the other, each durably, then what else is damaged; last, a takeover batch follows the
 * batch that was found sound, and says who did it. Its floor gives up what cannot be restored further back. So a crash leaves a directory
 * in which something retained is missing, which each start refuses, or one whose head is that batch; a second repair does
 * the rest.
 *
 * <p>The timeline stays. A target to which the batches that were given up were published has a marker with the digest of a manifest
 * that the checkpoint does not know, so its sink is refused: nothing is skipped.
 */
public final class Repair {

    private final Storage storage;
    private final TimeSource time;
    private final Nonces nonces;
    private final String who;
    private final CheckpointReader reader;
    private @Nullable Aside aside;
    private long epoch;
    private long written;

    private Repair(Storage storage, TimeSource time, RandomGenerator random, String who) {
        this.storage = storage;
        this.time = time;
        this.who = who;
        nonces = new Nonces(random);
        reader = new CheckpointReader(storage);
    }

    /** Reads the directory to its last byte. */
    public interface Examination {
        Findings run();
    }

    /**
     * What is wrong with a directory.
     *
     * @param head the newest batch
     * @param floor the oldest retained batch
     * @param restorable the retained and the pinned batches that need nothing of what is damaged
     * @param damaged the paths of files that are damaged or missing
     * @param incompatible what a newer version may be able to read
     */
    public record Findings(
            long head, long floor, SortedSet<Long> restorable, List<String> damaged, List<String> incompatible) {

        /** The newest retained one; -1 if there is none. */
        long newestRestorable() {
            SortedSet<Long> retained = restorable.tailSet(floor);
            return retained.isEmpty() ? -1 : retained.last();
        }
    }

    /**
     * A file that was moved.
     *
     * @param path in the directory, as it was
     * @param aside where it is now
     * @param bytes its length
     */
    public record SetAside(String path, String aside, long bytes) {}

    /**
     * What was done.
     *
     * @param aside what was moved, in that order
     * @param before the newest batch that had a file
     * @param restored the batch whose state the job goes on with
     * @param head the newest batch now: that one, or the takeover batch that follows it
     */
    public record Outcome(List<SetAside> aside, long before, long restored, long head) {}

    /**
     * Repairs a directory.
     *
     * @param examination called while the lock is held
     * @param who the user
     * @throws CorruptCheckpointException if no retained batch can be restored; nothing was changed
     * @throws ConfigurationException if there is no batch, or what is damaged is a copy on which no job has started; nothing was changed
     * @throws IncompatibleCheckpointException if a newer version has written here; nothing was changed
     * @throws FencedException if a process holds the lock
     */
    public static Outcome run(
            Storage storage, Examination examination, TimeSource time, RandomGenerator random, String who) {
        new CheckpointReader(storage).requireHead();
        CheckpointDirectory.refuseForeign(storage);
        StorageLock lock = CheckpointDirectory.lock(storage);
        try {
            return new Repair(storage, time, random, who).run(examination.run());
        } finally {
            lock.close();
        }
    }

    private Outcome run(Findings findings) {
        if (!findings.incompatible().isEmpty()) {
            throw new IncompatibleCheckpointException(storage.location()
                    + " cannot be repaired by this version of Holdfast, which cannot tell what is damaged: "
                    + findings.incompatible().get(0) + ". Nothing was changed; repair it with the newer version");
        }
        long restored = findings.newestRestorable();
        long head = findings.head();
        if (!findings.damaged().isEmpty()) {
            head = mend(findings, restored);
        }
        if (!Pruning.rehearse(storage).isEmpty()) {
            Pruning.dispose(storage, aside());
        }
        return new Outcome(aside == null ? List.of() : aside.moved(), findings.head(), restored, head);
    }

    /** Returns the newest batch afterwards. */
    private long mend(Findings findings, long restored) {
        if (restored < 0) {
            throw new CorruptCheckpointException(storage.location()
                    + " cannot be repaired: nothing is whole of any retained batch. Nothing was changed; "
                    + (findings.restorable().isEmpty()
                            ? "restore the directory from a copy"
                            : "restore the directory from a copy, or go on from batch "
                                    + findings.restorable().last() + ", which is pinned, with `fork "
                                    + storage.location() + " TARGET --batch "
                                    + findings.restorable().last() + "`"));
        }
        Committed sound = reader.read(restored);
        refuseCopies(findings, sound.manifest());
        setAside(findings, restored);
        if (restored == findings.head() && isAccepted()) {
            return restored;
        }
        sync(FileNames.BATCHES);
        publish(findings, sound);
        return restored + 1;
    }

    /**
     * The top of a fork or a savepoint tells it from its original; without it, two directories would go on under one timeline, and
     * could each take the other's markers for its own. A top that cannot be read is ruled out by the batches above, or by an epoch
     * file: a copy has none of its original's, and its first one has a number that the batch below skips.
     */
    private void refuseCopies(Findings findings, Manifest sound) {
        boolean ruledOut = Epochs.isNamed(storage, sound.epoch()) || Epochs.isNamed(storage, sound.epoch() + 1);
        written = sound.epoch();
        for (long batch : newestFirst(sound.batch())) {
            @Nullable Manifest above = readable(batch);
            if (above != null) {
                written = Math.max(written, above.epoch());
                if (isCopy(above) || !above.timeline().equals(sound.timeline())) {
                    throw refused("batch " + batch + " was made by `"
                            + (above.kind() == Manifest.Kind.SAVEPOINT ? "savepoint" : "fork") + "`");
                }
                ruledOut |= batch == findings.head();
            }
        }
        if (sound.batch() < findings.head() && !ruledOut) {
            throw refused("of batch " + findings.head() + ", nobody can tell whether `fork` or `savepoint` made it");
        }
        boolean batchesAreSound = findings.damaged().stream()
                .allMatch(path -> path.startsWith(FileNames.PINS) || path.startsWith(FileNames.EPOCHS));
        if (sound.kind() == Manifest.Kind.SAVEPOINT && !batchesAreSound) {
            throw refused("it is a savepoint, which nobody may change");
        }
    }

    private static boolean isCopy(Manifest manifest) {
        return manifest.kind() == Manifest.Kind.SAVEPOINT || manifest.kind() == Manifest.Kind.FORK;
    }

    private ConfigurationException refused(String reason) {
        return new ConfigurationException(storage.location() + " is not repaired: " + reason
                + ". Nothing was changed; make the copy again, or go on from a batch that can be restored with `fork "
                + storage.location() + " TARGET --batch N`");
    }

    private @Nullable Manifest readable(long batch) {
        try {
            return reader.read(batch).manifest();
        } catch (CorruptCheckpointException e) {
            return null;
        }
    }

    /** The batch files above a batch. */
    private List<Long> newestFirst(long batch) {
        return reader.batches().stream()
                .filter(above -> above > batch)
                .sorted(Comparator.reverseOrder())
                .toList();
    }

    /** What is damaged is needed by no batch that can be restored: or that batch could not. */
    private void setAside(Findings findings, long restored) {
        Stream<String> above = newestFirst(restored).stream().map(FileNames::batch);
        Stream<String> pins = Pins.list(storage).stream()
                .filter(found -> found.pin() == null
                        || !findings.restorable().contains(found.pin().batch()))
                .map(found -> FileNames.pin(found.name()));
        Aside to = aside();
        Set<String> done = new HashSet<>();
        Stream.of(above, findings.damaged().stream(), pins)
                .flatMap(paths -> paths)
                .filter(path -> to.exists(path) && done.add(path))
                .forEach(path -> setAside(to, path));
    }

    private void setAside(Aside to, String path) {
        try {
            to.dispose(path);
        } catch (IOException e) {
            throw StorageFailure.of(storage, "set aside", path, e);
        }
    }

    /** Takes the epoch first: a damaged epoch file may go only when there is a higher one. */
    private Aside aside() {
        Aside made = aside;
        if (made == null) {
            CheckpointDirectory.create(storage);
            long known = Math.max(
                    Math.max(written, newestEpoch()),
                    Epochs.highestIn(storage, FileNames.ASIDE, FileNames::parseAsideEpoch));
            epoch = Epochs.takeUnread(storage, known, nonces.next(), time.wallMillis());
            try {
                made = new Aside(storage, epoch);
            } catch (IOException e) {
                throw StorageFailure.of(storage, "create the directory", FileNames.ASIDE, e);
            }
            aside = made;
        }
        return made;
    }

    private long newestEpoch() {
        @Nullable Manifest head = readable(reader.requireHead());
        return head == null ? 0 : head.epoch();
    }

    private boolean isAccepted() {
        try {
            History.read(storage);
            return true;
        } catch (CorruptCheckpointException e) {
            return false;
        }
    }

    private void sync(String directory) {
        try {
            storage.syncDirectory(directory);
        } catch (IOException e) {
            throw StorageFailure.of(storage, "sync the directory", directory, e);
        }
    }

    private void publish(Findings findings, Committed sound) {
        Manifest below = sound.manifest();
        String why = "repaired: " + findings.damaged().size() + " files are damaged or missing, batch "
                + findings.head() + " was the newest, goes on from batch " + below.batch();
        Manifest draft = NextBatch.quiet(
                below,
                Manifest.Kind.TAKEOVER,
                below.timeline(),
                below.sources(),
                new Manifest.Intervention(who, why, null, List.of()));
        if (!NextBatch.publishQuiet(storage, draft, sound, floor(findings), epoch, nonces, time.wallMillis())) {
            throw new FencedException("batch " + draft.batch() + " of checkpoint directory " + storage.location()
                    + " was committed by another process during the repair: stop that process, and repair again");
        }
    }

    /** From there up to the sound batch, each can be restored. */
    private static long floor(Findings findings) {
        long floor = findings.newestRestorable();
        while (floor > findings.floor() && findings.restorable().contains(floor - 1)) {
            floor--;
        }
        return floor;
    }
}
