package io.holdfast.driver;

import io.holdfast.checkpoint.Checkpoint;
import io.holdfast.checkpoint.Checkpoint.Committed;
import io.holdfast.common.Worker;
import io.holdfast.common.Workers;
import io.holdfast.format.Manifest;
import io.holdfast.format.SectionBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Batches on their way to the disk, in order, while the next one runs. Lives as long as the process owns the directory: an
 * engine that fails leaves its finished batches here to be committed.
 */
final class CommitQueue implements AutoCloseable {

    /** How many batches may wait or be written while the next one runs. */
    private static final int DEPTH = 2;

    private final Checkpoint checkpoint;
    private final Workers workers;
    private final Worker worker;
    private final Worker pruner;
    private final Deque<CompletableFuture<Committed>> pending = new ArrayDeque<>();
    private CompletableFuture<Boolean> pruning = CompletableFuture.completedFuture(true);
    private long prunedFloor = -1;

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
