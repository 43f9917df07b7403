package io.holdfast.simulation.kafka;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.internals.KafkaFutureImpl;

/**
 * The way from a client to the brokers and back. A client repeats by itself what gets no answer, so what a lost
 * message means to its user is a call that ends with a timeout; whether it took effect is what the faults decide.
 */
final class Connection {

    private static final Duration AWAY = Duration.ofSeconds(8);
    private static final Duration RETRY = Duration.ofMillis(20);

    private final SimulatedKafka kafka;
    private final Host host;

    Connection(SimulatedKafka kafka, Host host) {
        this.kafka = kafka;
        this.host = host;
    }

    SimulatedKafka kafka() {
        return kafka;
    }

    Host host() {
        return host;
    }

    /** Asks the brokers and waits for the answer, or throws what they or the client refuse with. */
    <T> T call(String request, Duration timeout, Supplier<T> effect) {
        CompletableFuture<T> answer = ask(request, timeout, effect);
        boolean answered = host.workers().await(answer, timeout);
        host.moment("after " + request);
        if (!answered) {
            throw late(request, timeout);
        }
        try {
            return answer.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof KafkaException refused ? refused : e;
        }
    }

    /** Asks the brokers; the future fails when the time is up. */
    <T> KafkaFuture<T> send(String request, Duration timeout, Supplier<T> effect) {
        KafkaFutureImpl<T> future = new KafkaFutureImpl<>();
        CompletableFuture<T> answer = ask(request, timeout, effect);
        var unused = answer.whenComplete((value, failure) -> {
            if (failure == null) {
                future.complete(value);
            } else {
                future.completeExceptionally(failure);
            }
        });
        if (!answer.isDone()) {
            kafka.after(timeout, () -> {
                if (!answer.isDone()) {
                    host.deliver(() -> answer.completeExceptionally(late(request, timeout)));
                }
            });
        }
        return future;
    }

    private static TimeoutException late(String request, Duration timeout) {
        return new TimeoutException("no answer to '" + request + "' within " + timeout.toMillis() + " ms (simulated)");
    }

    private <T> CompletableFuture<T> ask(String request, Duration timeout, Supplier<T> effect) {
        host.moment("before " + request);
        CompletableFuture<T> answer = new CompletableFuture<>();
        Faults faults = kafka.faults();
        long deadline = kafka.time().monotonicNanos() + timeout.toNanos();
        if (faults.happens(KafkaFault.BROKER_AWAY, request)) {
            kafka.goAway(AWAY);
        }
        if (faults.happens(KafkaFault.REQUEST_LOST, request)) {
            return answer;
        }
        if (faults.happens(KafkaFault.REQUEST_LATE, request)) {
            long late = timeout.toMillis() + 1 + kafka.random().nextInt(60_000);
            kafka.after(Duration.ofMillis(late), () -> arrive(effect, new CompletableFuture<>(), deadline));
        } else if (faults.happens(KafkaFault.REPLY_LOST, request)) {
            kafka.soon(() -> arrive(effect, new CompletableFuture<>(), deadline));
        } else {
            kafka.soon(() -> arrive(effect, answer, deadline));
        }
        return answer;
    }

    /** What is on its way arrives whatever becomes of its sender; nobody hears of it in a process that is dead. */
    private <T> void arrive(Supplier<T> effect, CompletableFuture<T> answer, long deadline) {
        try {
            if (!kafka.away().isZero()) {
                repeat(kafka.away(), effect, answer, deadline);
                return;
            }
            T value = effect.get();
            kafka.changed();
            host.deliver(() -> answer.complete(value));
        } catch (NotYet e) {
            repeat(RETRY, effect, answer, deadline);
        } catch (KafkaException e) {
            host.deliver(() -> answer.completeExceptionally(e));
        }
    }

    private <T> void repeat(Duration delay, Supplier<T> effect, CompletableFuture<T> answer, long deadline) {
        if (kafka.time().monotonicNanos() + delay.toNanos() < deadline && !host.isDead()) {
            kafka.after(delay, () -> arrive(effect, answer, deadline));
        }
    }
}
