package io.holdfast.drill;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.holdfast.checkpoint.CheckpointReader;
import io.holdfast.common.ThreadWorkers;
import io.holdfast.common.TimeSource;
import io.holdfast.driver.JobDescription;
import io.holdfast.kafka.KafkaConnection;
import io.holdfast.plan.Node;
import io.holdfast.sink.SinkContext;
import io.holdfast.sink.kafka.RehearsedTopic;
import io.holdfast.storage.local.LocalStorage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Instead of starting the job, works on the drill's topics with the job's own credentials, which so never leave its process:
 * creates them, compares what they hold with what was sealed, or deletes them.
 */
final class KafkaRehearsal extends DrillRehearsal {

    /** Reading a topic back may take this long. */
    private static final Duration READ_MAX = Duration.ofMinutes(5);

    private final Instructions.Kafka instructions;

    KafkaRehearsal(Instructions.Kafka instructions, Events events) {
        super(events);
        this.instructions = instructions;
    }

    @Override
    JobDescription prepareOnly(JobDescription job) throws Exception {
        Object result =
                switch (instructions.step()) {
                    case CREATE -> create(job);
                    case COMPARE -> compare(job);
                    case DELETE -> delete(job, topics(job));
                };
        JsonMapper.builder().build().writeValue(Path.of(instructions.result()).toFile(), result);
        return finished();
    }

    /** All topics, or none. */
    private KafkaUse create(JobDescription job) throws Exception {
        Map<String, RehearsedTopic> created = new LinkedHashMap<>();
        try {
            for (Map.Entry<String, RehearsedTopic> topic : topics(job).entrySet()) {
                topic.getValue().create(context(job, topic.getKey()));
                created.put(topic.getKey(), topic.getValue());
            }
            return use(job, created);
        } catch (Exception e) {
            deleteAfter(e, job, created);
            throw e;
        }
    }

    private static void deleteAfter(Exception failure, JobDescription job, Map<String, RehearsedTopic> topics) {
        try {
            delete(job, topics);
        } catch (Exception e) {
            failure.addSuppressed(e);
        }
    }

    private Map<String, RehearsedTopic> topics(JobDescription job) {
        Map<String, RehearsedTopic> topics = new LinkedHashMap<>();
        job.plan().sinks().forEach(sink -> topic(sink).ifPresent(topic -> topics.put(sink.name(), topic)));
        return topics;
    }

    private Optional<RehearsedTopic> topic(Node.SinkNode sink) {
        KafkaTargets targets = instructions.targets();
        return targets == null ? Optional.empty() : targets.topic(sink);
    }

    private KafkaUse use(JobDescription job, Map<String, RehearsedTopic> created) {
        SortedMap<String, String> topics = new TreeMap<>();
        created.forEach((sink, topic) -> topics.put(sink, topic.toString()));
        TreeSet<String> addresses = new TreeSet<>();
        List<String> encrypted = new ArrayList<>();
        for (Node node : job.plan().nodes()) {
            connection(node).ifPresent(connection -> {
                addresses.addAll(List.of(connection.servers().strip().split("\\s*,\\s*")));
                String protocol = connection.securityProtocol();
                if (protocol != null && protocol.toUpperCase(Locale.ROOT).endsWith("SSL")) {
                    encrypted.add(node.name());
                }
            });
        }
        KafkaTargets targets = instructions.targets();
        String other = targets == null ? null : targets.servers();
        if (other != null && !topics.isEmpty()) {
            addresses.addAll(List.of(other.strip().split("\\s*,\\s*")));
        }
        return new KafkaUse(topics, List.copyOf(addresses), encrypted);
    }

    /** A sink that is recorded connects to nothing. */
    private Optional<KafkaConnection> connection(Node node) {
        Object end = node instanceof Node.SourceNode source
                ? source.source()
                : node instanceof Node.SinkNode sink
                                && (instructions.realOutputs() || topic(sink).isPresent())
                        ? sink.sink()
                        : null;
        return end instanceof KafkaConnection connection ? Optional.of(connection) : Optional.empty();
    }

    private List<Comparison> compare(JobDescription job) throws Exception {
        CheckpointReader archive = new CheckpointReader(new LocalStorage(Path.of(instructions.archive())));
        List<Comparison> comparisons = new ArrayList<>();
        for (Map.Entry<String, RehearsedTopic> one : topics(job).entrySet()) {
            RehearsedTopic topic = one.getValue();
            KafkaComparison comparison = new KafkaComparison(one.getKey(), topic::sealed, topic.toString());
            comparison.expect(archive, instructions.first(), instructions.last());
            topic.read(context(job, one.getKey()), READ_MAX, comparison::found);
            comparisons.add(comparison.finished(instructions.complete()));
        }
        return comparisons;
    }

    private static String delete(JobDescription job, Map<String, RehearsedTopic> topics) throws Exception {
        for (Map.Entry<String, RehearsedTopic> topic : topics.entrySet()) {
            topic.getValue().delete(context(job, topic.getKey()));
        }
        return "";
    }

    private static SinkContext context(JobDescription job, String sink) {
        String name = job.options().name();
        return new SinkContext(name, "", "", sink, job.types(), new ThreadWorkers(name), TimeSource.SYSTEM);
    }
}
