package io.holdfast.checkpoint;

import io.holdfast.common.Check;
import io.holdfast.common.Digest;
import io.holdfast.common.TimeSource;
import io.holdfast.failure.ConfigurationException;
import io.holdfast.failure.CorruptCheckpointException;
import io.holdfast.failure.FencedException;
import io.holdfast.failure.StorageException;
import io.holdfast.format.BatchFileWriter;
import io.holdfast.format.FileNames;
import io.holdfast.format.Manifest;
import io.holdfast.format.Publication;
import io.holdfast.format.SectionBuffer;
import io.holdfast.storage.Storage;
import io.holdfast.storage.StorageFailure;
import io.holdfast.storage.StorageLock;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A checkpoint directory opened by the one process that writes it: the commit protocol. {@link #takeOver} comes first;
 * until it returns nothing was changed but an epoch file. After a failure of any method nothing more is written.
 *
 * <p>The history is a chain: each batch names its parent by digest, and a name is never given twice. So of two processes
 * that both believe to be the only one, at most one gets the next name; the other learns of it by losing that race. The
 * takeover batch makes every older process lose its next race before anything is restored, deleted or published.
 *
 * <p>{@link #takeOver} and {@link #commit} are called by one thread at a time; {@link #prune} and reading may run beside.
 */
public final class Checkpoint implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Checkpoint.class);

    /** Each lost race means that another process committed a batch; a live one commits forever. */
    private static final int TAKEOVER_ATTEMPTS_MAX = 100;

    private final Storage storage;
    private final TimeSource time;
    private final Nonces nonces;
    private final StorageLock lock;
    private final Retention retention;
    private final CheckpointReader reader;
    private final Cleanup cleanup;
    private final BatchFileWriter writer = new BatchFileWriter();
    private final NextFile nextFile;
    private final FailStop failStop = new FailStop();
    private volatile @Nullable Committed head;
    private long epoch;

    /**
     * A head of a higher epoch means that another process has taken over since this one looked first. The epoch files tell
     * of those before it, too, as a listing of batches may be stale.
     */
    private volatile long epochSeen = Long.MAX_VALUE;

    /** As of the last commit. */
    private volatile long newestEpoch;

    private Checkpoint(Storage storage, RetentionPolicy retained, TimeSource time, Nonces nonces, StorageLock lock) {
        this.storage = storage;
        this.time = time;
        this.nonces = nonces;
        this.lock = lock;
        retention = new Retention(retained);
        reader = new CheckpointReader(storage);
        cleanup = new Cleanup(storage, Disposal.deleting(storage));
        nextFile = new NextFile(storage, time, nonces);
    }

    /**
     * Checks that the directory is ours or empty and that its storage keeps its promises, and takes the lock.
     *
     * @param retained which batches stay restorable
     */
    public static Checkpoint open(Storage storage, RetentionPolicy retained, TimeSource time) {
        return open(storage, retained, time, new SecureRandom());
    }

    /** As above, with the random numbers that tell this process from all others. */
    public static Checkpoint open(Storage storage, RetentionPolicy retained, TimeSource time, RandomGenerator random) {
        Nonces nonces = new Nonces(random);
        CheckpointDirectory.refuseForeign(storage);
        CheckpointDirectory.create(storage);
        StorageLock lock = CheckpointDirectory.lock(storage);
        try {
            CheckpointDirectory.probe(storage, nonces);
            return new Checkpoint(storage, retained, time, nonces, lock);
        } catch (RuntimeException | Error e) {
            lock.close();
            throw e;
        }
    }

    /** A batch that exists and is durable. */
    public record Committed(Manifest manifest, Digest digest) {}

    /**
     * Decides whether and how this job continues a head: throws to refuse, before anything was changed. Asked at least
     * twice: before an epoch is taken, and for each head that the takeover batch is tried on.
     */
    public interface Succession {

        /** The draft of the takeover batch; null stands for a new directory. */
        Manifest takeOver(@Nullable Committed head);
    }

    /**
     * Takes the next epoch and commits a takeover batch on top of the head, whose file, history through its floor, and
     * snapshots are verified first.
     *
     * @return the takeover batch
     */
    public Committed takeOver(Succession succession) {
        return failStop.run(() -> unlessReplaced(() -> {
            Check.that(epoch == 0, "a process takes an epoch only once");
            long known = Epochs.highestTaken(storage);
            HistoryReader past = new HistoryReader(storage);
            Committed before = past.read().head();
            epochSeen =
                    before == null ? known : Math.max(known, before.manifest().epoch());
            refuseSavepoint(before);
            succession.takeOver(before);
            epoch = Epochs.take(storage, before, nonces.next(), time.wallMillis());
            epochSeen = epoch;
            Committed taken = publishTakeover(succession, past);
            cleanup.afterTakeover(epoch, retention);
            LOG.info(
                    "Took over checkpoint {} at batch {} with epoch {}",
                    storage.location(),
                    taken.manifest().batch(),
                    epoch);
            return taken;
        }));
    }

    /** It is of the timeline of the original: two that go on from it would both believe to be that. */
    private void refuseSavepoint(@Nullable Committed head) {
        if (head != null && head.manifest().kind() == Manifest.Kind.SAVEPOINT) {
            throw new ConfigurationException(storage.location() + " is a savepoint of batch "
                    + (head.manifest().batch() - 1) + " of job '"
                    + head.manifest().job()
                    + "', which no job may change: make a directory to start on with `fork " + storage.location()
                    + " TARGET`");
        }
    }

    private Committed publishTakeover(Succession succession, HistoryReader past) {
        for (int attempt = 0; attempt < TAKEOVER_ATTEMPTS_MAX; attempt++) {
            History history = past.read();
            Committed found = history.head();
            if (found != null && found.manifest().epoch() >= epoch) {
                throw fenced(found.manifest());
            }
            makeDurable();
            retention.learn(history);
            Manifest draft = succession.takeOver(found);
            Check.that(draft.kind() == Manifest.Kind.TAKEOVER, "a takeover batch of kind %s", draft.kind());
            Committed taken = publish(draft, found, List.of());
            if (taken != null) {
                return taken;
            }
        }
        throw new FencedException(
                "checkpoint directory " + storage.location() + ": another process committed " + TAKEOVER_ATTEMPTS_MAX
                        + " batches while this one tried to take over; stop that process and start again");
    }

    /**
     * The head may be of a process that died before it could sync the name. To build on a name that a loss of power can
     * still take would leave a gap in the history.
     */
    private void makeDurable() {
        try {
            storage.syncDirectory(FileNames.BATCHES);
        } catch (IOException e) {
            throw StorageFailure.of(storage, "sync the directory", FileNames.BATCHES, e);
        }
    }

    /**
     * Writes, syncs and publishes the next batch. The draft's epoch, nonce, parent, floor, chunks and time of writing
     * are filled in here, and where the replay of shards without a snapshot starts. When this returns, the batch is
     * committed. Called by one thread at a time, in order of the batches.
     *
     * @throws FencedException if another process has taken over
     * @throws StorageException if anything failed; only a new process can tell whether the batch happened
     */
    public Committed commit(Manifest draft, List<SectionBuffer> sections) {
        return failStop.run(() -> unlessReplaced(() -> {
            Committed parent = head();
            Check.that(
                    draft.batch() == parent.manifest().batch() + 1,
                    "batch %d committed after batch %d",
                    draft.batch(),
                    parent.manifest().batch());
            Check.that(draft.jobId().equals(parent.manifest().jobId()), "job id %s", draft.jobId());
            Committed committed = publish(draft, parent, sections);
            if (committed == null) {
                throw fenced(reader.read(newest()).manifest());
            }
            return committed;
        }));
    }

    /**
     * Begins the file of the next batch, so that {@link #commit} has less to do. It need not be called, and does not fail.
     * Called by the thread that commits, while the batch is computed.
     */
    public void prepareCommit() {
        if (!failStop.hasFailed()) {
            nextFile.prepare(epoch(), head().manifest().batch() + 1);
        }
    }

    /** Null if another process has this batch. */
    private @Nullable Committed publish(Manifest draft, @Nullable Committed parent, List<SectionBuffer> sections) {
        long batch = parent == null ? 0 : parent.manifest().batch() + 1;
        NextFile.Begun file = nextFile.take(epoch, batch);
        Manifest manifest = NextBatch.seal(draft, parent, epoch, file.nonce(), retention, time.wallMillis());
        retention.reserve(manifest, (next, known) -> SnapshotFiles.list(storage).check(next, known));
        BatchCandidate candidate = new BatchCandidate(storage, writer, manifest, sections);
        if (!Publication.publish(storage, file.output(), file.temporary(), file.path(), candidate)) {
            return null;
        }
        refuseReplaced(manifest.batch() + 1);
        // Decided and durable: from here on this batch happened.
        Committed committed = candidate.written();
        head = committed;
        retention.committed(committed.manifest());
        return committed;
    }

    /**
     * Ends this process if a successor has committed this batch or a later one. A name that is free proves nothing to a
     * process that slept: its successor may have committed under that name, gone on, and pruned it.
     */
    private void refuseReplaced(long batch) {
        newestEpoch = Epochs.highestTaken(storage);
        if (newestEpoch > epoch) {
            long newest = newest();
            if (newest >= batch) {
                throw fenced(reader.read(newest).manifest());
            }
        }
    }

    /** The newest batch of a directory that is known to have some. */
    private long newest() {
        return reader.head()
                .orElseThrow(() -> new StorageException(storage.location() + "/" + FileNames.BATCHES
                        + " is listed as empty, although batches were committed: its listings are not reliable;"
                        + " look whether the file system works, and start again"));
    }

    /** A successor deletes what older processes leave behind; one that misses it is replaced, and nothing is damaged. */
    private <T> T unlessReplaced(Supplier<T> step) {
        try {
            return step.get();
        } catch (StorageException | CorruptCheckpointException e) {
            refuseReplaced(e);
            throw e;
        }
    }

    /**
     * Ends this process if a successor has taken over, which may be the reason of any failure: files that it deleted, sinks
     * that it fenced. Returns if there is none, or that cannot be told.
     *
     * @throws FencedException with the failure suppressed
     */
    public void refuseReplaced(Throwable failure) {
        try {
            refuseHigherEpoch();
        } catch (FencedException fenced) {
            fenced.addSuppressed(failure);
            throw fenced;
        } catch (StorageException | CorruptCheckpointException unknown) {
            failure.addSuppressed(unknown);
        }
    }

    private void refuseHigherEpoch() {
        OptionalLong newest = reader.head();
        if (newest.isPresent()) {
            Manifest manifest = reader.read(newest.getAsLong()).manifest();
            if (manifest.epoch() > epochSeen) {
                throw fenced(manifest);
            }
        }
    }

    private FencedException fenced(Manifest other) {
        return new FencedException("batch " + other.batch() + " of checkpoint directory " + storage.location()
                + " was committed by a process of epoch " + other.epoch() + "; this process has epoch " + epoch
                + " and must end: leave the job to the other process, or stop that one and start again");
    }

    /** Removes what no committed floor reaches any more. Safe beside {@link #commit}, on a thread of its own. */
    public void prune() {
        failStop.run(() -> unlessReplaced(() -> {
            head();
            cleanup.delete(retention.collect());
            return true;
        }));
    }

    /** The last committed batch. Thread-safe. */
    public Committed head() {
        Committed last = head;
        if (last == null) {
            throw new IllegalStateException("Holdfast bug: nothing may be done before takeover");
        }
        return last;
    }

    /** The epoch of this process, once it has taken over. */
    public long epoch() {
        return head().manifest().epoch();
    }

    /** The highest epoch that any process had taken at the last commit: that of a successor on its way, if it is above ours. */
    public long newestEpoch() {
        return newestEpoch;
    }

    /** Reads batches of this checkpoint. Thread-safe. */
    public CheckpointReader reader() {
        return reader;
    }

    /** Releases the lock; commits nothing. The storage stays open. Called when no other method runs. */
    @Override
    public void close() {
        // A storage that has failed may take minutes to fail again.
        if (!failStop.hasFailed()) {
            nextFile.discard();
        }
        lock.close();
    }
}
