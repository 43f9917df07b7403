package io.holdfast.maintenance;

import io.holdfast.checkpoint.CheckpointReader;
import io.holdfast.checkpoint.CheckpointVerification;
import io.holdfast.checkpoint.Export;
import io.holdfast.checkpoint.OffsetSurgery;
import io.holdfast.checkpoint.Pins;
import io.holdfast.checkpoint.Pruning;
import io.holdfast.checkpoint.Repair;
import io.holdfast.common.TimeSource;
import io.holdfast.failure.ConfigurationException;
import io.holdfast.failure.CorruptCheckpointException;
import io.holdfast.failure.StorageException;
import io.holdfast.format.Manifest;
import io.holdfast.format.Manifest.Kind;
import io.holdfast.format.PinFile;
import io.holdfast.inspect.Audit;
import io.holdfast.inspect.AuditResult;
import io.holdfast.location.CheckpointLocation;
import io.holdfast.storage.Storage;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A checkpoint directory that somebody works on. Used by one thread. */
public final class Maintenance implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Maintenance.class);

    /** Stands for the newest batch. */
    public static final long NEWEST = -1;

    private final CheckpointLocation location;
    private final Set<String> trustedSchemes;
    private final Storage storage;
    private final CheckpointReader reader;
    private final TimeSource time;
    private final RandomGenerator random = new SecureRandom();

    private Maintenance(CheckpointLocation location, Set<String> trustedSchemes, TimeSource time) {
        this.location = location;
        this.trustedSchemes = trustedSchemes;
        storage = location.open(trustedSchemes);
        this.time = time;
        reader = new CheckpointReader(storage);
    }

    /**
     * Opens a directory.
     *
     * @param directory a path, or a URI of a Hadoop file system
     * @param trustedSchemes Hadoop file systems other than HDFS that the user vouches for
     */
    public static Maintenance of(String directory, Set<String> trustedSchemes) {
        return new Maintenance(CheckpointLocation.of(directory), trustedSchemes, TimeSource.SYSTEM);
    }

    /**
     * Keeps a batch restorable whatever retention says; the job may be running.
     *
     * @param batch the batch, or {@link #NEWEST}
     * @param why for people
     * @return the batch
     * @throws io.holdfast.failure.ConfigurationException if there is no such batch, retention has passed it, or the name is
     *     taken
     */
    public long pin(String name, long batch, String why) {
        long pinned = batch == NEWEST ? reader.readHead().manifest().batch() : batch;
        Pins.pin(storage, new PinFile(name, pinned, why, time.wallMillis()), random);
        return pinned;
    }

    /**
     * Removes a pin.
     *
     * @throws io.holdfast.failure.ConfigurationException if there is none of that name
     */
    public void unpin(String name) {
        Pins.unpin(storage, name);
    }

    /**
     * Deletes what no retained and no pinned batch needs; the job may be running.
     *
     * @param dryRun only tells what would be deleted
     */
    public List<Pruning.Unneeded> prune(boolean dryRun) {
        return dryRun ? Pruning.rehearse(storage) : Pruning.run(storage);
    }

    /**
     * What a repair has done, and what the directory is like since.
     *
     * @param repair what was moved, and where the job goes on
     * @param audit of the directory afterwards
     */
    public record Repaired(Repair.Outcome repair, AuditResult audit) {}

    /**
     * Moves what is damaged or dead out of the way, so that the job goes on from the newest batch that can be restored; the job must
     * not be running. Nothing is deleted. After a crash, call it again.
     *
     * @param progress hears of each of two readings of the directory
     * @throws CorruptCheckpointException if no retained batch can be restored; nothing was changed
     * @throws ConfigurationException if there is no batch, or it is a damaged copy on which no job has started; nothing was changed
     */
    public Repaired repair(Audit.Progress progress) {
        Repair.Outcome outcome =
                Repair.run(storage, () -> Audit.of(storage, progress).findings(), time, random, user());
        return new Repaired(outcome, Audit.of(storage, progress));
    }

    /**
     * Sets where sources go on, in a batch of its own on top of the head; the job must not be running.
     *
     * @param why for people
     * @return the batch
     */
    public Manifest setOffsets(List<OffsetSurgery.Position> positions, String why) {
        return new OffsetSurgery(storage, time, random).commit(positions, user(), why);
    }

    /**
     * Makes a directory on which a job goes on from a batch under a timeline of its own: hard links on one local file system,
     * else copies. The original's job may be running; it keeps what is being copied by a pin. A batch below the floor that is
     * still there can be forked, too.
     *
     * @param target a new or empty directory: a path, or a URI of a Hadoop file system
     * @param batch the batch, or {@link #NEWEST}
     * @return the fork, verified: its batch files to the last byte, and of what was copied all
     * @throws io.holdfast.failure.ConfigurationException if there is no such batch, or the target is not empty
     */
    public CheckpointVerification fork(String target, long batch, String why, Export.Progress progress) {
        CheckpointLocation targetLocation = CheckpointLocation.of(target);
        Export.Link link = (path, name) -> location.link(path, targetLocation, name);
        return export(targetLocation, batch, Kind.FORK, why, link, progress);
    }

    /**
     * Makes an archive of a batch that needs nothing of the original, and on which no job starts: forks of it are made instead.
     * As {@link #fork}, but everything is copied, and compared with its checksums.
     */
    public CheckpointVerification savepoint(String target, long batch, String why, Export.Progress progress) {
        return export(CheckpointLocation.of(target), batch, Kind.SAVEPOINT, why, Export.Link.NEVER, progress);
    }

    private CheckpointVerification export(
            CheckpointLocation targetLocation,
            long wanted,
            Kind kind,
            String why,
            Export.Link link,
            Export.Progress progress) {
        if (targetLocation.isInside(location)) {
            // It would be foreign there, and keep the next start from going on.
            throw new ConfigurationException(
                    targetLocation.local() + " is inside " + location.local() + ": give a directory elsewhere");
        }
        long batch = wanted == NEWEST ? newestWithState() : wanted;
        reader.requireBatch(batch);
        String timeline = reader.read(batch).manifest().timeline();
        String pin = pinned(batch, kind, targetLocation);
        try (Storage target = targetLocation.open(trustedSchemes)) {
            Manifest.Origin origin = new Manifest.Origin(storage.location(), timeline, batch);
            Manifest.Intervention intervention = new Manifest.Intervention(user(), why, origin, List.of());
            return new Export(storage, target, link, progress, random)
                    .run(batch, kind, kind == Kind.FORK ? newTimeline() : timeline, intervention, time.wallMillis());
        } finally {
            if (pin != null) {
                Pins.unpin(storage, pin);
            }
        }
    }

    /** The batch on top of a savepoint is no batch of the job. */
    private long newestWithState() {
        Manifest head = reader.readHead().manifest();
        return head.kind() == Kind.SAVEPOINT ? head.batch() - 1 : head.batch();
    }

    /**
     * Null if the batch cannot be pinned, because retention has passed it, the directory cannot be written, or its head is damaged.
     * Then it goes without: what vanishes meanwhile is found to be missing.
     */
    private @Nullable String pinned(long batch, Kind kind, CheckpointLocation target) {
        String name = kind.name().toLowerCase(Locale.ROOT) + "-" + newTimeline();
        try {
            pin(name, batch, "while it is copied to " + target);
            return name;
        } catch (ConfigurationException | StorageException | CorruptCheckpointException e) {
            LOG.info("Batch {} is copied without a pin: {}", batch, e.getMessage());
            return null;
        }
    }

    /** Sixteen hexadecimal digits that nobody else has drawn. */
    private String newTimeline() {
        return HexFormat.of().toHexDigits(random.nextLong());
    }

    private static String user() {
        return System.getProperty("user.name", "unknown");
    }

    @Override
    public void close() {
        storage.close();
    }
}
