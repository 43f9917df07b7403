package io.holdfast.kafka;

import io.holdfast.common.TimeSource;
import io.holdfast.common.Workers;
import io.holdfast.failure.HoldfastException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for brokers that may not answer: a line of progress every five seconds, and an end. Thread-safe.
 *
 * @param workers where waiting happens
 * @param time the clock of the limit
 * @param client who waits, for messages, such as {@code source clicks}
 * @param servers the bootstrap servers
 * @param limit how long one wait may last
 * @param failure makes the exception for a wait that reached the limit
 */
public record BrokerWait(
        Workers workers,
        TimeSource time,
        String client,
        String servers,
        Duration limit,
        Function<String, ? extends HoldfastException> failure) {

    private static final Logger LOG = LoggerFactory.getLogger(BrokerWait.class);
    private static final Duration PROGRESS = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofMillis(100);

    /**
     * Asks what may be asked twice, and waits for the answer. Kafka's admin client measures its timeouts by the wall
     * clock, so that a step of it ends every question: then this asks again, until its own limit.
     */
    public <T> T ask(Supplier<CompletableFuture<T>> question, String action) throws Exception {
        long begin = time.monotonicNanos();
        while (true) {
            try {
                return await(question.get(), action, begin);
            } catch (TimeoutException e) {
                LOG.debug("{}: asks again to {}", client, action, e);
                workers.await(new CompletableFuture<>(), PAUSE);
            }
        }
    }

    /** Returns the value of the future or throws what it failed with. The action completes "Kafka … does not …". */
    public <T> T await(CompletableFuture<T> future, String action) throws Exception {
        return await(future, action, time.monotonicNanos());
    }

    private <T> T await(CompletableFuture<T> future, String action, long begin) throws Exception {
        Duration left = limit.minusNanos(time.monotonicNanos() - begin);
        while (!workers.await(future, left.compareTo(PROGRESS) < 0 ? left : PROGRESS)) {
            Duration elapsed = Duration.ofNanos(time.monotonicNanos() - begin);
            left = limit.minus(elapsed);
            if (left.isZero() || left.isNegative()) {
                throw failure.apply(client + ": Kafka at " + servers + " did not " + action + " within "
                        + seconds(limit) + "; check that the brokers run and can be reached from here, or raise"
                        + " brokerTimeout");
            }
            LOG.warn(
                    "{}: waiting for Kafka at {} to {} for {} of at most {}",
                    client,
                    servers,
                    action,
                    seconds(elapsed),
                    seconds(limit));
        }
        return workers.await(future);
    }

    private static String seconds(Duration duration) {
        return duration.toMillis() < 10_000 ? duration.toMillis() + " ms" : duration.toSeconds() + " s";
    }
}
