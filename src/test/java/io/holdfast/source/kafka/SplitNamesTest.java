package io.holdfast.source.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.failure.SourceException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SplitNamesTest {

    @Test
    void readsWhatItWrote() {
        for (TopicPartition partition :
                new TopicPartition[] {new TopicPartition("clicks", 3), new TopicPartition("a-1-b", 12)}) {
            assertThat(SplitNames.parse(SplitNames.name(partition))).isEqualTo(partition);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"clicks", "-3", "clicks-", "clicks-x", "clicks-03", "clicks-99999999999", ""})
    void refusesOtherNames(String name) {
        assertThatThrownBy(() -> SplitNames.parse(name))
                .isInstanceOf(SourceException.class)
                .hasMessageContaining("'" + name + "'");
    }
}
