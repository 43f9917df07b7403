package io.holdfast.execution;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.PairDStream;
import io.holdfast.driver.JobRun;
import io.holdfast.failure.ConfigurationException;
import io.holdfast.model.Pair;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a checkpoint is matched by must be named, and named once. */
class NamesTest {

    private final Path scratch;

    NamesTest(@TempDir Path scratch) {
        this.scratch = scratch;
    }

    @Test
    void blankIllegalAndDuplicateNamesAreRefusedWithTheReason() {
        JobRun run = new JobRun(scratch, 1);
        PairDStream<String, Integer> in = run.<String>input("in", List.of()).mapToPair(word -> Pair.of(word, 1));
        assertThatThrownBy(() -> run.input(" ", List.of()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll("source", "needs a name");
        assertThatThrownBy(() -> in.to("a/b", run.sink("x")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll("'a/b'", "sink", "letters");
        assertThatThrownBy(() -> in.print("x".repeat(101))).hasMessageContaining("1 to 100");
        in.to("out", run.sink("x"));
        assertThatThrownBy(() -> in.print("out"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll("'out'", "already taken by a sink");
        assertThatThrownBy(() -> in.updateStateByKey("in", (values, state) -> Optional.of(values)))
                .hasMessageContainingAll("updateStateByKey", "already taken by a source");
    }

    @Test
    void aJobWithoutOutputAndAStreamOfAnotherJobAreRefused() {
        JobRun run = new JobRun(scratch, 1);
        assertThatThrownBy(() -> run.run(1)).hasMessageContaining("no output");
        assertThatThrownBy(() -> run.input("a", List.of()).union(new JobRun(scratch, 1).input("b", List.of())))
                .hasMessageContaining("another StreamingContext");
    }
}
