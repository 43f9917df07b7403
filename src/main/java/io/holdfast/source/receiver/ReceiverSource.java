package io.holdfast.source.receiver;

import io.holdfast.failure.ConfigurationException;
import io.holdfast.function.Supplier;
import io.holdfast.source.Source;
import io.holdfast.source.SourceContext;
import io.holdfast.source.SourceReader;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Records of a {@link Receiver}: for what cannot be asked for a record again.
 *
 * <p>What was received is kept in memory until the batch that holds it is committed, and is acknowledged after that. So
 * nothing is lost or doubled when a batch fails and the engine begins again. When the process ends, also in good order,
 * what was received and not committed is gone, unless the other side sends it again because it was not acknowledged; what
 * was committed and not yet acknowledged it may send a second time.
 *
 * <p>Offsets count the records since the beginning of the checkpoint directory, and go on after a restart.
 *
 * <p>An object serves one stream of one job at a time. The methods that set something return a new source. Thread-safe.
 *
 * @param <T> the type of records
 */
public final class ReceiverSource<T> implements Source<T> {

    static final int MOST_RECORDS = 100_000_000;

    private static final long serialVersionUID = 1L;

    private final String kind;
    private final Supplier<? extends Receiver<T>> receiver;
    private final int mostRecords;
    private final Duration restartPause;
    private final AtomicLong failures = new AtomicLong();
    private transient @Nullable Reception<T> reception;

    private ReceiverSource(
            String kind, Supplier<? extends Receiver<T>> receiver, int mostRecords, Duration restartPause) {
        this.kind = kind;
        this.receiver = receiver;
        this.mostRecords = mostRecords;
        this.restartPause = restartPause;
    }

    /**
     * A source of what a receiver stores.
     *
     * @param receiver makes the receiver; called once for each start of a job
     */
    public static <T> ReceiverSource<T> of(Supplier<? extends Receiver<T>> receiver) {
        return of("receiver", receiver);
    }

    static <T> ReceiverSource<T> of(String kind, Supplier<? extends Receiver<T>> receiver) {
        return new ReceiverSource<>(kind, Objects.requireNonNull(receiver), 100_000, Duration.ofSeconds(2));
    }

    /**
     * How many records may be kept that are not committed; default 100,000. A receiver that is faster than the job waits
     * then in {@link RecordStore#store}.
     */
    public ReceiverSource<T> mostRecords(int records) {
        if (records < 1 || records > MOST_RECORDS) {
            throw new ConfigurationException(
                    "option mostRecords of a receiver source must be from 1 to 100000000, found " + records);
        }
        return new ReceiverSource<>(kind, receiver, records, restartPause);
    }

    /** How long a receiver that has thrown pauses before it is called again; default 2 seconds. */
    public ReceiverSource<T> restartPause(Duration pause) {
        if (pause.isNegative()) {
            throw new ConfigurationException(
                    "option restartPause of a receiver source must be zero or more, found " + pause);
        }
        return new ReceiverSource<>(kind, receiver, mostRecords, pause);
    }

    /**
     * How often the receiver of this object has thrown, in this process. A {@code JobListener} hears what; it is in the log, and
     * nowhere else: records that never came are not part of any batch.
     */
    public long failures() {
        return failures.get();
    }

    @Override
    public String kind() {
        return kind;
    }

    @Override
    public boolean canBeReadAgain() {
        return false;
    }

    @Override
    public SourceReader<T> open(SourceContext context) {
        return new ReceiverReader<>(context, this);
    }

    /** What is received, beginning with this offset if it has not begun yet. */
    synchronized Reception<T> receive(SourceContext context, long offset) {
        Reception<T> running = reception;
        if (running == null) {
            running = new Reception<>(context, receiver(context), restartPause, failures, offset, mostRecords);
            running.start();
            reception = running;
        } else if (!running.source().equals(context.source())) {
            throw new ConfigurationException("sources " + running.source() + " and " + context.source()
                    + " are the same " + kind + " source object; make one for each");
        }
        running.records().requireFrom(offset);
        return running;
    }

    private Receiver<T> receiver(SourceContext context) {
        try {
            return Objects.requireNonNull(receiver.get(), "the receiver is null");
        } catch (Exception e) {
            throw new ConfigurationException(
                    "source " + context.source() + ": its receiver could not be made: " + e, e);
        }
    }

    /** Ends the receiver; what it has received and was not committed is gone. */
    @Override
    public void ended() {
        Reception<T> running;
        synchronized (this) {
            running = reception;
            reception = null;
        }
        if (running != null) {
            running.close();
        }
    }
}
