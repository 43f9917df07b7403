package io.holdfast.source.receiver;

import io.holdfast.common.Worker;
import io.holdfast.common.Workers;
import io.holdfast.failure.ConfigurationException;
import io.holdfast.source.ReceiverEvents;
import io.holdfast.source.SourceContext;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A receiver at work, with what it has received, from the first start of a job's engine to the end of the job in this
 * process: engines that fail and begin again in between do not disturb it.
 */
final class Reception<T> {

    private static final Logger LOG = LoggerFactory.getLogger(Reception.class);

    /** How long a receiver may take to notice that it is closed. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final String source;
    private final Workers workers;
    private final ReceiverEvents events;
    private final Receiver<T> receiver;
    private final Duration pause;
    private final AtomicLong failures;
    private final ReceivedRecords<T> records;
    private final CompletableFuture<Boolean> closed = new CompletableFuture<>();
    private final CompletableFuture<Boolean> ended = new CompletableFuture<>();
    private volatile @Nullable Throwable refusal;

    /** Used by the commit's worker only. */
    private long acknowledged;

    Reception(
            SourceContext context,
            Receiver<T> receiver,
            Duration pause,
            AtomicLong failures,
            long begin,
            int mostRecords) {
        this.source = context.source();
        this.workers = context.workers();
        this.events = context.receivers();
        this.receiver = receiver;
        this.pause = pause;
        this.failures = failures;
        this.records = new ReceivedRecords<>(source, begin, mostRecords, workers);
        this.acknowledged = begin;
    }

    String source() {
        return source;
    }

    ReceivedRecords<T> records() {
        return records;
    }

    void start() {
        Worker worker = workers.start("receive-" + source);
        CompletableFuture<?> unused = worker.submit(() -> {
            try (worker) {
                receive();
            } catch (Error e) {
                // Of a listener, not of the receiver: nobody else would hear of it.
                refusal = e;
                throw e;
            } finally {
                ended.complete(true);
            }
            return true;
        });
    }

    private void receive() {
        while (!closed.isDone() && !attempt()) {
            boolean unused = workers.await(closed, pause);
        }
        events.stopped(source, ReceiverReader.SPLIT);
    }

    private long failed(Throwable cause) {
        long count = failures.incrementAndGet();
        events.failed(source, ReceiverReader.SPLIT, cause, count);
        return count;
    }

    /** Whether it was the last one. */
    private boolean attempt() {
        events.started(source, ReceiverReader.SPLIT);
        try {
            receiver.receive(records);
            if (!closed.isDone()) {
                LOG.info("Source '{}': the receiver is done; nothing more is received in this process", source);
            }
            return true;
        } catch (ConfigurationException e) {
            refusal = e;
            long unused = failed(e);
            return true;
        } catch (Throwable e) {
            if (!closed.isDone()) {
                LOG.warn(
                        "Source '{}': the receiver failed (failure {}) and begins again in {} ms: {}",
                        source,
                        failed(e),
                        pause.toMillis(),
                        e.toString());
                LOG.debug("Source '{}': the receiver failed", source, e);
            }
            return false;
        }
    }

    /** Throws what the receiver wants the job to end with. */
    void check() {
        Throwable failure = refusal;
        if (failure instanceof ConfigurationException refused) {
            throw refused;
        } else if (failure instanceof Error error) {
            throw error;
        }
    }

    void committed(long upTo) {
        if (upTo <= acknowledged) {
            return;
        }
        acknowledged = upTo;
        records.release(upTo);
        try {
            receiver.acknowledge(upTo);
        } catch (Exception e) {
            LOG.warn(
                    "Source '{}': the receiver could not acknowledge the records before {} (failure {}); they are committed,"
                            + " and acknowledged with those of the next batch",
                    source,
                    upTo,
                    failed(e),
                    e);
        }
    }

    void close() {
        closed.complete(true);
        records.close();
        try {
            receiver.close();
        } catch (Exception e) {
            LOG.warn("Source '{}': the receiver could not be closed (failure {})", source, failed(e), e);
        }
        if (!workers.await(ended, PATIENCE)) {
            LOG.warn(
                    "Source '{}': the receiver did not end within {} s of its close(); its thread is left alone",
                    source,
                    PATIENCE.toSeconds());
        }
    }
}
