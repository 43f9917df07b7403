package io.holdfast.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.checkpoint.CheckpointReader;
import io.holdfast.common.Digest;
import io.holdfast.format.Marker;
import io.holdfast.storage.local.LocalStorage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three batches with two records each, published right and wrong. */
class PublishedComparisonTest {

    @TempDir
    private Path directory;

    private Recording recording;
    private long steps;

    @BeforeEach
    void seal() throws Exception {
        SealedBatches.write(
                directory.resolve("archive"), "out", List.of("a", "b"), List.of("c", "d"), List.of("e", "f"));
        recording = new Recording(directory.resolve("published"));
    }

    private void publish(long batch, long first, String... records) throws Exception {
        List<byte[]> bytes = java.util.Arrays.stream(records)
                .map(record -> record.getBytes(StandardCharsets.UTF_8))
                .toList();
        Marker marker = new Marker("t", batch, Digest.of(new byte[0]), first + records.length);
        recording.add(steps++, new PublishedStep(List.of(new PublishedStep.Part(batch, first, bytes)), marker));
    }

    private void publishWithoutMarker(long batch, String... records) throws Exception {
        List<byte[]> bytes = java.util.Arrays.stream(records)
                .map(record -> record.getBytes(StandardCharsets.UTF_8))
                .toList();
        recording.add(steps++, new PublishedStep(List.of(new PublishedStep.Part(batch, 0, bytes)), null));
    }

    private Comparison compare() {
        CheckpointReader archive = new CheckpointReader(new LocalStorage(directory.resolve("archive")));
        return PublishedComparison.of("out", recording, archive, 0, 2, true);
    }

    /** Planted defect: the end of the last batch was taken for a batch that was handed over in part. */
    @Test
    void withoutMarkersBatchesMayComeAgainButWhole() throws Exception {
        publishWithoutMarker(0, "a", "b");
        publishWithoutMarker(0, "a", "b");
        publishWithoutMarker(1, "c", "d");
        publishWithoutMarker(2, "e", "f");
        assertThat(compare().verdict()).as(compare().statement()).isEqualTo(Verdict.PASSED);
        publishWithoutMarker(1, "c");
        assertThat(compare().differences())
                .extracting(Comparison.Difference::expected)
                .contains("d");
    }

    @Test
    void whatIsAsSealedPasses() throws Exception {
        publish(0, 0, "a", "b");
        publish(1, 0, "c");
        publish(1, 1, "d");
        publish(2, 0, "e", "f");
        assertThat(compare().verdict()).isEqualTo(Verdict.PASSED);
        assertThat(compare().items()).isEqualTo(6);
    }

    @Test
    void aLostBatchIsNamed() throws Exception {
        publish(0, 0, "a", "b");
        publish(2, 0, "e", "f");
        assertThat(compare().verdict()).isEqualTo(Verdict.FAILED);
        assertThat(compare().differences().get(0).batch()).isEqualTo(1);
        assertThat(compare().differences().get(0).expected()).isEqualTo("c");
    }

    @Test
    void aBatchPublishedTwiceIsNamed() throws Exception {
        publish(0, 0, "a", "b");
        publish(0, 0, "a", "b");
        publish(1, 0, "c", "d");
        publish(2, 0, "e", "f");
        assertThat(compare().verdict()).isEqualTo(Verdict.FAILED);
        assertThat(compare().statement()).contains("record 0 again", "found \"a\"");
    }

    @Test
    void anAlteredRecordAndAMissingEndAreNamed() throws Exception {
        publish(0, 0, "a", "x");
        publish(1, 0, "c", "d");
        assertThat(compare().differences())
                .extracting(Comparison.Difference::expected)
                .containsExactly("b", "e");
    }

    /** Two publishers of one sink: the older one's next step finds its number taken. */
    @Test
    void aNumberIsGivenOnce() throws Exception {
        publish(0, 0, "a", "b");
        assertThat(recording.add(0, recording.read(0))).isFalse();
        assertThat(recording.size()).isEqualTo(1);
    }
}
