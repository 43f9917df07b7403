package io.holdfast.drill;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.holdfast.drill.Instructions.Kafka.Step;
import io.holdfast.failure.ConfigurationException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The topics of a drill, seen from its own process: each step is done by a process that runs the job's program. */
final class KafkaTopics {

    private final Launcher launcher;
    private final Layout layout;
    private final DrillOptions options;
    private final @Nullable KafkaTargets targets;

    KafkaTopics(Launcher launcher, Layout layout, DrillOptions options) {
        this.launcher = launcher;
        this.layout = layout;
        this.options = options;
        String servers = options.kafka();
        targets = servers == null ? null : KafkaTargets.create(servers);
    }

    @Nullable
    KafkaTargets targets() {
        return targets;
    }

    /** Creates the topics; says what the job has to do with Kafka. */
    KafkaUse create() throws Exception {
        KafkaUse use = step(Step.CREATE, 0, 0, false, KafkaUse.class);
        if (targets != null && use.topics().isEmpty()) {
            throw new ConfigurationException(
                    "--kafka: the job has no Kafka sink that publishes to one topic; leave it out");
        }
        return use;
    }

    /** Compares what they hold with what batches sealed. */
    List<Comparison> compare(long first, long last, boolean complete) throws Exception {
        return List.of(step(Step.COMPARE, first, last, complete, Comparison[].class));
    }

    void delete() throws Exception {
        step(Step.DELETE, 0, 0, false, String.class);
    }

    private <R> R step(Step step, long first, long last, boolean complete, Class<R> result) throws Exception {
        String name = step.name().toLowerCase(java.util.Locale.ROOT);
        Instructions.Kafka work = new Instructions.Kafka(
                step,
                targets,
                options.realOutputs(),
                layout.archive().toString(),
                first,
                last,
                complete,
                layout.kafka(name).toString());
        try (Child child = launcher.start(work, layout.instructions("kafka-" + name), null)) {
            // What it waits for has limits of its own, which come with better words.
            boolean ended = child.endsWithin(options.patience().plus(Duration.ofMinutes(5)));
            Child.Timed refused = child.await(event -> event.kind() == Event.Kind.REFUSED, Duration.ofSeconds(1));
            if (refused != null) {
                throw new ConfigurationException(refused.event().field(0));
            }
            if (!ended || !child.succeeded()) {
                throw new IOException(
                        "to " + name + " the topics of the drill failed; what was printed is in " + layout.log());
            }
        }
        return JsonMapper.builder().build().readValue(layout.kafka(name).toFile(), result);
    }
}
