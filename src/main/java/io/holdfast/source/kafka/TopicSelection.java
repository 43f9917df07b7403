package io.holdfast.source.kafka;

import java.io.Serializable;
import java.util.Set;
import java.util.regex.Pattern;

/** Which topics a source reads. */
sealed interface TopicSelection extends Serializable {

    boolean selects(String topic);

    /** Topics given by name, each of which must exist. */
    record Named(Set<String> topics) implements TopicSelection {

        public Named {
            topics = Set.copyOf(topics);
        }

        @Override
        public boolean selects(String topic) {
            return topics.contains(topic);
        }
    }

    /** All topics whose whole name matches, now or later; there may be none yet. */
    record Matching(Pattern pattern) implements TopicSelection {

        @Override
        public boolean selects(String topic) {
            return pattern.matcher(topic).matches();
        }
    }
}
