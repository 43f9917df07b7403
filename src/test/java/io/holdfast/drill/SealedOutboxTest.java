package io.holdfast.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.checkpoint.CheckpointReader;
import io.holdfast.storage.local.LocalStorage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SealedOutboxTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    private final List<String> seen = new ArrayList<>();

    /** A publisher that stops at its bound goes on with the record after it, or publishes that one twice. */
    @Test
    void endsAfterTheRecordThatWasTheLastWanted() throws Exception {
        SealedBatches.write(directory, "lines", List.of("a", "b", "c"));
        CheckpointReader archive = new CheckpointReader(new LocalStorage(directory));
        SealedOutbox outbox = new SealedOutbox(archive, archive.read(0), "lines");

        assertThat(visit(outbox, 0, 2)).isEqualTo(2);
        assertThat(visit(outbox, 2, 2)).isEqualTo(3);
        assertThat(visit(outbox, 3, 2)).isEqualTo(3);
        assertThat(seen).containsExactly("a", "b", "c");
    }

    private long visit(SealedOutbox outbox, long first, int wanted) throws Exception {
        int until = seen.size() + wanted;
        return outbox.visit(first, record -> {
            seen.add(new String(record.array(), record.position(), record.remaining(), StandardCharsets.UTF_8));
            return seen.size() < until;
        });
    }
}
