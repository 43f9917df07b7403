package io.holdfast.driver;

import io.holdfast.checkpoint.Checkpoint;
import io.holdfast.checkpoint.Checkpoint.Committed;
import io.holdfast.common.Worker;
import io.holdfast.common.Workers;
import io.holdfast.format.Manifest;
import io.holdfast.format.SectionBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Batches on their way to the disk, in order, while the next one runs. Lives as long as the process owns the directory: an
 * engine that fails leaves its finished batches here to be committed.
 */
final class CommitQueue implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CommitQueue.class);

    /** How many batches may wait or be written while the next one runs. */
    private static final int DEPTH = 2;

    /** Enough for a takeover batch to be committed in, on a busy cluster too. */
    private static final Duration MAKING_WAY = Duration.ofSeconds(1);

    private final Checkpoint checkpoint;
    private final Workers workers;
    private final Worker worker;
    private final Worker pruner;
    private final Deque<CompletableFuture<Committed>> pending = new ArrayDeque<>();
    private CompletableFuture<Boolean> pruning = CompletableFuture.completedFuture(true);
    private long prunedFloor = -1;

    /** Used by the commit's worker only. */
    private long madeWayFor;

    CommitQueue(Checkpoint checkpoint, Workers workers) {
        this.checkpoint = checkpoint;
        this.workers = workers;
        this.worker = workers.start("commit");
        this.pruner = workers.start("prune");
        prepare();
    }

    /**
     * Queues a batch.
     *
     * @param committed called on the commit's worker once the batch is durable; must not throw
     */
    void submit(Manifest draft, List<SectionBuffer> sections, Consumer<Committed> committed) {
        pending.addLast(worker.submit(() -> {
            Committed batch = checkpoint.commit(draft, sections);
            committed.accept(batch);
            return batch;
        }));
        prepare();
        makeWay();
    }

    /**
     * Lets a successor that has taken its epoch get a word in, once: its takeover batch has to be the next one after the head that it
     * has read, and one that is slower than our batches would lose each race. If none comes, its process has died, or refused.
     */
    private void makeWay() {
        CompletableFuture<?> unused = worker.submit(() -> {
            long successor = checkpoint.newestEpoch();
            if (successor > Math.max(checkpoint.epoch(), madeWayFor)) {
                madeWayFor = successor;
                LOG.info(
                        "A process with epoch {} is about to take over: nothing is committed for {}",
                        successor,
                        MAKING_WAY);
                workers.await(new CompletableFuture<>(), MAKING_WAY);
            }
            return true;
        });
    }

    /** What a commit can do before there is a batch; nobody waits for it. */
    private void prepare() {
        CompletableFuture<?> unused = worker.submit(() -> {
            checkpoint.prepareCommit();
            return true;
        });
    }

    /** Waits until another batch may be queued; throws what made a commit fail. */
    void awaitRoom() throws Exception {
        settle();
        while (pending.size() >= DEPTH) {
            workers.await(pending.removeFirst());
        }
        prune();
    }

    /** Waits for all queued batches; returns the last one committed. */
    Committed drain() throws Exception {
        while (!pending.isEmpty()) {
            workers.await(pending.removeFirst());
        }
        return checkpoint.head();
    }

    private void settle() throws Exception {
        while (!pending.isEmpty() && pending.peekFirst().isDone()) {
            workers.await(pending.removeFirst());
        }
    }

    private void prune() throws Exception {
        long floor = checkpoint.head().manifest().floor();
        if (floor > prunedFloor && pruning.isDone()) {
            workers.await(pruning);
            prunedFloor = floor;
            pruning = pruner.submit(() -> {
                checkpoint.prune();
                return true;
            });
        }
    }

    @Override
    public void close() {
        worker.close();
        pruner.close();
    }
}
