package io.holdfast.chaos;

import io.holdfast.DStream;
import io.holdfast.StreamingContext;
import io.holdfast.failure.HoldfastException;
import io.holdfast.model.Pair;
import io.holdfast.model.State;
import io.holdfast.model.StateSpec;
import io.holdfast.sink.file.TextFileSink;
import io.holdfast.sink.kafka.KafkaSink;
import io.holdfast.source.kafka.KafkaSource;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.apache.kafka.common.serialization.LongSerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * The job that the chaos tests run in a JVM of its own: values from a topic, a running sum per key, each new sum to a
 * topic and to files. Its limits are so small that snapshots, evictions and pruning go on all the time.
 *
 * @param servers the brokers
 * @param in the topic to read: keys are strings, values longs
 * @param out the topic to write
 * @param location the checkpoint directory
 * @param files the target directory of the file sink
 * @param maxRestarts how often the engine may restart inside the process
 * @param brokerTimeout how long to wait for brokers
 */
record RunningSumsJob(
        String servers, String in, String out, URI location, Path files, int maxRestarts, Duration brokerTimeout) {

    /** What marks the lines that the tests wait for. */
    static final String LAUNCHED = "@launched";

    static final String READY = "@ready";
    static final String COMMITTED = "@committed";
    static final String RESTARTING = "@restarting";
    static final String FAILED = "@failed";

    static final int EXIT_FAILED = 2;
    static final int RETAINED_BATCHES = 20;

    private static final int TRAIL_CHARACTERS = 200;

    /** Longer than any run: each record moves a timer, but none of them fires, so sums stay exact. */
    private static final Duration NEVER_IDLE = Duration.ofHours(6);

    /** The usual limits: a failure of a source or a sink may be outlived. */
    RunningSumsJob(String servers, String in, String out, Path directory) {
        this(
                servers,
                in,
                out,
                directory.resolve("checkpoint").toUri(),
                directory.resolve("files"),
                3,
                Duration.ofSeconds(60));
    }

    RunningSumsJob withCheckpoint(Path other) {
        return withCheckpoint(other.toUri());
    }

    /** With the checkpoint on another file system. */
    RunningSumsJob withCheckpoint(URI other) {
        return new RunningSumsJob(servers, in, out, other, files, maxRestarts, brokerTimeout);
    }

    /** With the target of the file sink elsewhere. */
    RunningSumsJob withFiles(Path other) {
        return new RunningSumsJob(servers, in, out, location, other, maxRestarts, brokerTimeout);
    }

    /** The same topics, by way of something that stands before the brokers. */
    RunningSumsJob by(String otherServers) {
        return new RunningSumsJob(otherServers, in, out, location, files, maxRestarts, brokerTimeout);
    }

    /** With another patience for what may pass by itself. */
    RunningSumsJob patient(int restarts, Duration timeout) {
        return new RunningSumsJob(servers, in, out, location, files, restarts, timeout);
    }

    /**
     * The state of a key.
     *
     * @param sum of all its values
     * @param trail its last values; gives the state a size, so that the replay budget is soon used up
     */
    record RunningSum(long sum, String trail) {

        RunningSum plus(long value) {
            String longer = value + " " + trail;
            return new RunningSum(sum + value, longer.substring(0, Math.min(longer.length(), TRAIL_CHARACTERS)));
        }
    }

    /** The checkpoint directory, if it is a local one. */
    Path checkpoint() {
        return Path.of(location);
    }

    List<String> arguments() {
        return List.of(
                servers,
                in,
                out,
                location.toString(),
                files.toString(),
                Integer.toString(maxRestarts),
                brokerTimeout.toString());
    }

    /** The job, with its graph, not started. */
    StreamingContext context() {
        StreamingContext context = StreamingContext.builder("running-sums")
                .checkpointDirectory(location)
                .batchInterval(Duration.ofMillis(100))
                .parallelism(2)
                .retainedBatches(RETAINED_BATCHES)
                .replayBudgetBytes(1 << 16)
                .stateCacheBytes(1 << 20)
                .restarts(maxRestarts, Duration.ofMinutes(10))
                .register(RunningSum.class)
                .listener(new EventLines())
                .build();
        DStream<Pair<String, Long>> sums = context.stream("values", source())
                .mapToPair(
                        record -> Pair.of(Objects.requireNonNull(record.key()), Objects.requireNonNull(record.value())))
                .mapWithState("sums", StateSpec.function(RunningSumsJob::add).timeout(NEVER_IDLE));
        sums.to(
                "topic",
                KafkaSink.pairs(StringSerializer::new, LongSerializer::new)
                        .bootstrapServers(servers)
                        .topic(out)
                        .brokerTimeout(brokerTimeout)
                        .build());
        sums.to("files", TextFileSink.<Pair<String, Long>>of(files).formatter(sum -> sum.key() + "=" + sum.value()));
        return context;
    }

    private KafkaSource<String, Long> source() {
        return KafkaSource.builder(StringDeserializer::new, LongDeserializer::new)
                .bootstrapServers(servers)
                .topics(in)
                .brokerTimeout(brokerTimeout)
                .build();
    }

    private static Optional<Pair<String, Long>> add(
            Instant time, String key, Optional<Long> value, State<RunningSum> state) {
        if (value.isEmpty()) {
            throw new IllegalStateException("key " + key + " timed out at " + time);
        }
        RunningSum sum = (state.exists() ? state.get() : new RunningSum(0, "")).plus(value.get());
        state.update(sum);
        return Optional.of(Pair.of(key, sum.sum()));
    }

    /** Runs until SIGTERM, then exits with 0; exits with {@link #EXIT_FAILED} if the job fails. */
    public static void main(String[] arguments) {
        System.out.println(LAUNCHED);
        dieWithParent();
        RunningSumsJob job = new RunningSumsJob(
                arguments[0],
                arguments[1],
                arguments[2],
                URI.create(arguments[3]),
                Path.of(arguments[4]),
                Integer.parseInt(arguments[5]),
                Duration.parse(arguments[6]));
        try {
            StreamingContext context = job.context();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(context), "stop"));
            context.start();
            context.awaitTermination();
        } catch (Exception e) {
            fail(e);
        }
    }

    /** A job must not outlive a test that was killed. */
    static void dieWithParent() {
        ProcessHandle.current().parent().ifPresent(parent -> {
            var unused = parent.onExit().thenRun(() -> Runtime.getRuntime().halt(EXIT_FAILED));
        });
    }

    /** The JVM reports SIGTERM in its exit code even after a clean stop; so it ends here. */
    private static void stop(StreamingContext context) {
        try {
            context.stop();
            Runtime.getRuntime().halt(0);
        } catch (Exception e) {
            fail(e);
        }
    }

    static void fail(Throwable failure) {
        String kind = failure instanceof HoldfastException
                ? failure.getClass().getSimpleName()
                : failure.getClass().getName();
        System.out.println(FAILED + " " + kind + ": " + failure.getMessage());
        failure.printStackTrace(System.out);
        System.out.flush();
        Runtime.getRuntime().halt(EXIT_FAILED);
    }
}
