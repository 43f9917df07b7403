package io.holdfast.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TopicNamesTest {

    @Test
    void suggestsSimilarNamesBestFirst() {
        assertThat(TopicNames.hint("cliks", List.of("orders", "clicks", "Clicks2", "c")))
                .isEqualTo("; did you mean clicks or Clicks2?");
    }

    @Test
    void saysSoIfNothingIsSimilar() {
        assertThat(TopicNames.hint("payments", List.of("orders"))).contains("none of the 1 existing topics");
    }

    @Test
    void knowsWhatKafkaAccepts() {
        assertThat(List.of("a", "a.b_c-D9", "x".repeat(249))).allMatch(TopicNames::isLegal);
        assertThat(List.of("", ".", "..", "a b", "ä", "x".repeat(250))).noneMatch(TopicNames::isLegal);
    }
}
