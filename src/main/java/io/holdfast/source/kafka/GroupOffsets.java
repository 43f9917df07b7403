package io.holdfast.source.kafka;

import io.holdfast.format.SplitPosition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a group how far the job is, so that monitoring tools see its lag. Never read, and never a reason to fail. One
 * request is under way at a time; of what comes meanwhile only the newest is sent. Thread-safe.
 */
final class GroupOffsets {

    private static final Logger LOG = LoggerFactory.getLogger(GroupOffsets.class);

    private final Admin admin;
    private final String group;
    private @Nullable Map<TopicPartition, OffsetAndMetadata> pending;
    private boolean underWay;
    private boolean quiet;

    GroupOffsets(Admin admin, String group) {
        this.admin = admin;
        this.group = group;
    }

    synchronized void committed(List<SplitPosition> positions) {
        if (positions.isEmpty()) {
            return;
        }
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (SplitPosition position : positions) {
            offsets.put(SplitNames.parse(position.split()), new OffsetAndMetadata(position.offset()));
        }
        pending = offsets;
        if (!underWay) {
            send();
        }
    }

    /** Sends nothing more and reports nothing more; what is under way may still arrive. */
    synchronized void end() {
        pending = null;
        quiet = true;
    }

    private synchronized void send() {
        Map<TopicPartition, OffsetAndMetadata> offsets = pending;
        pending = null;
        underWay = offsets != null;
        if (offsets != null) {
            var unused = admin.alterConsumerGroupOffsets(group, offsets).all().whenComplete((nothing, failure) -> {
                if (failure != null) {
                    report(failure);
                }
                send();
            });
        }
    }

    private synchronized void report(Throwable failure) {
        if (!quiet) {
            quiet = true;
            LOG.warn(
                    "could not commit offsets to group {}; monitoring will lag, the job is not affected: {}",
                    group,
                    failure.toString());
        } else {
            LOG.debug("could not commit offsets to group {}", group, failure);
        }
    }
}
