package io.holdfast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.failure.ConfigurationException;
import io.holdfast.source.queue.QueueSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamingContextTest {

    private final Path directory;

    StreamingContextTest(@TempDir Path directory) {
        this.directory = directory;
    }

    private StreamingContext context() {
        StreamingContext context =
                StreamingContext.builder("job").checkpointDirectory(directory).build();
        context.stream("numbers", QueueSource.of(List.of(List.of(1)))).print("printed");
        return context;
    }

    /** Seen to fail, with "Self-suppression not permitted" instead of the reason, when close threw what start had thrown. */
    @Test
    void aStartThatFailsInATryBlockSaysWhy() throws Exception {
        Files.writeString(directory.resolve("somebody's file"), "");
        assertThatThrownBy(() -> {
                    try (StreamingContext context = context()) {
                        context.start();
                    }
                })
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("somebody's file")
                .satisfies(failure -> assertThat(failure.getSuppressed()).isEmpty());
    }
}
