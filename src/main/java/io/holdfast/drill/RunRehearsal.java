package io.holdfast.drill;

import io.holdfast.configuration.Keys;
import io.holdfast.driver.Driver;
import io.holdfast.driver.JobDescription;
import io.holdfast.driver.JobOptions;
import io.holdfast.kafka.KafkaRoute;
import io.holdfast.model.JobListener;
import io.holdfast.plan.Node;
import io.holdfast.plan.Plan;
import io.holdfast.sink.Publisher;
import io.holdfast.sink.Sink;
import io.holdfast.sink.SinkContext;
import io.holdfast.sink.kafka.RehearsedTopic;
import io.holdfast.source.Source;
import io.holdfast.storage.local.LocalStorage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The job as it is, on a directory of the drill, with its output recorded and its life reported. */
final class RunRehearsal extends DrillRehearsal {

    /** The drill needs a moment to put a batch file aside. */
    private static final int RETAINED_BATCHES_MIN = 100;

    private final Instructions.Run instructions;
    private final Events events;
    private final Recorder recorder;
    private @Nullable Driver driver;
    private boolean stopped;

    /** Makes the publishers that record. */
    @FunctionalInterface
    interface Recorder {
        Publisher publisher(String sink, Recording recording, boolean keepsMarker, @Nullable Publisher also);

        /** For a Kafka sink that publishes. */
        default Publisher kafka(Publisher publisher) {
            return publisher;
        }
    }

    RunRehearsal(Instructions.Run instructions, Events events, Recorder recorder) {
        super(events);
        this.instructions = instructions;
        this.events = events;
        this.recorder = recorder;
    }

    @Override
    JobDescription prepareOnly(JobDescription job) {
        requireInputThatStays(
                job,
                "there can be no undisturbed run to compare with, and what a drill receives would be missing in the real job."
                        + " Let the drilled main use another source, such as files, or test the job with CrashEverywhere of"
                        + " io.holdfast.testkit");
        if (!instructions.routes().isEmpty()) {
            KafkaRoute.take(instructions.routes());
        }
        Path checkpoint = Path.of(instructions.checkpoint());
        List<JobListener> listeners = new ArrayList<>(job.listeners());
        listeners.add(events);
        return new JobDescription(
                retaining(job.options()),
                rehearsed(job.plan()),
                job.types(),
                new LocalStorage(checkpoint),
                checkpoint.resolve("work"),
                listeners);
    }

    private Plan rehearsed(Plan plan) {
        return plan.with(RunRehearsal::quiet, this::recorded);
    }

    /** The group of a Kafka source belongs to the real job's monitoring. */
    static Source<?> quiet(Node.SourceNode node) {
        return node.kind().equals("kafka") ? new QuietSource<>(node.source()) : node.source();
    }

    private Sink<Object> recorded(Node.SinkNode node) {
        if (instructions.realOutputs() && !node.kind().equals("foreachBatch")) {
            return node.sink();
        }
        KafkaTargets targets = instructions.kafka();
        Optional<RehearsedTopic> topic = targets == null ? Optional.empty() : targets.topic(node);
        if (topic.isPresent()) {
            return new RecordedSink(
                    node.sink(), (original, context) -> kafka(topic.get().publisher(context), context.sink()));
        }
        boolean calls = instructions.call().contains(node.name());
        Recording recording = Recording.of(Path.of(instructions.recordings()), node.name());
        return new RecordedSink(node.sink(), (original, context) -> publisher(original, context, recording, calls));
    }

    private Publisher kafka(Publisher publisher, String sink) {
        return recorder.kafka(new KafkaTargetPublisher(publisher, Path.of(instructions.recordings()), sink));
    }

    private Publisher publisher(Sink<Object> original, SinkContext context, Recording recording, boolean calls) {
        Publisher also = calls ? original.publisher(context) : null;
        return recorder.publisher(context.sink(), recording, original.keepsMarker(), also);
    }

    private static JobOptions retaining(JobOptions options) {
        int retained = Math.max(options.retainedBatches(), RETAINED_BATCHES_MIN);
        return options.with(Keys.RETAINED_BATCHES, retained);
    }

    @Override
    public synchronized void started(Driver started) {
        driver = started;
        if (stopped) {
            started.requestStop();
        }
    }

    @Override
    synchronized void stop() {
        stopped = true;
        if (driver != null) {
            driver.requestStop();
        }
    }
}
