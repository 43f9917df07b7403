package io.holdfast.sink.kafka;

import io.holdfast.failure.SinkException;
import io.holdfast.kafka.BrokerWait;
import io.holdfast.kafka.TopicNames;
import io.holdfast.sink.SinkContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** What the brokers say about topics to write to. Connects when first asked. Used by one thread. */
final class TopicDirectory implements AutoCloseable {

    private final KafkaSinkOptions options;
    private final SinkContext context;
    private final BrokerWait wait;
    private final Map<String, Target> known = new HashMap<>();
    private @Nullable Admin admin;

    TopicDirectory(KafkaSinkOptions options, SinkContext context) {
        this.options = options;
        this.context = context;
        wait = new BrokerWait(
                context.workers(),
                context.time(),
                "sink " + context.sink(),
                options.servers(),
                options.brokerTimeout(),
                SinkException::new);
    }

    /**
     * A topic that exists.
     *
     * @param partitions how many it has
     * @param maxMessageBytes how large a record it accepts; no limit if we may not know
     */
    record Target(int partitions, long maxMessageBytes) {}

    /** The topic, or null if it does not exist. What was found once is not asked again. */
    @Nullable
    Target find(String topic) throws Exception {
        Target target = known.get(topic);
        return target == null ? refresh(topic) : target;
    }

    /** As {@link #find}, but asks again: partitions may have been added. */
    @Nullable
    Target refresh(String topic) throws Exception {
        try {
            int partitions = ask(
                            () -> admin().describeTopics(List.of(topic))
                                    .topicNameValues()
                                    .get(topic),
                            "describe topic " + topic)
                    .partitions()
                    .size();
            Target target = new Target(partitions, maxMessageBytes(topic));
            known.put(topic, target);
            return target;
        } catch (UnknownTopicOrPartitionException e) {
            return null;
        }
    }

    private long maxMessageBytes(String topic) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        try {
            Config config = ask(
                    () -> admin().describeConfigs(List.of(resource)).values().get(resource), "describe topic " + topic);
            ConfigEntry limit = config.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
            return limit == null || limit.value() == null ? Long.MAX_VALUE : Long.parseLong(limit.value());
        } catch (AuthorizationException e) {
            return Long.MAX_VALUE;
        }
    }

    /** Which topics somebody may have meant who named one that does not exist. */
    String hint(String missing) throws Exception {
        return TopicNames.hint(missing, ask(() -> admin().listTopics().names(), "list the topics"));
    }

    /** Asks what may be asked twice, and waits with progress and a limit. */
    <T> T ask(Supplier<@Nullable KafkaFuture<T>> question, String action) throws Exception {
        return wait.ask(() -> answer(question.get()), action);
    }

    /** Waits for what is done once, with progress and a limit. */
    <T> T await(KafkaFuture<T> future, String action) throws Exception {
        return wait.await(answer(future), action);
    }

    private static <T> CompletableFuture<T> answer(@Nullable KafkaFuture<T> future) {
        return Objects.requireNonNull(future).toCompletionStage().toCompletableFuture();
    }

    Admin admin() {
        Admin client = admin;
        if (client == null) {
            client = options.clients()
                    .admin(options.adminProperties("holdfast-" + context.job() + "-" + context.sink() + "-admin"));
            admin = client;
        }
        return client;
    }

    @Override
    public void close() {
        if (admin != null) {
            admin.close(java.time.Duration.ZERO);
        }
    }
}
