package io.holdfast.sink.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.common.Digest;
import io.holdfast.common.MalformedBytesException;
import io.holdfast.format.Marker;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PublishedBatchTest {

    /** Flipped and cut everywhere. Planted defect: the checksum is not compared. */
    @Test
    void noDamageIsReadAsAMarker() {
        PublishedBatch batch = new PublishedBatch(
                "text files", "out", new Marker("timeline 1", 42, Digest.of(new byte[] {1}), 7), 1_000, 0x1badcafe);
        byte[] stored = batch.stored();
        assertThat(PublishedBatch.parse(stored)).isEqualTo(batch);
        for (int at = 0; at < stored.length; at++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] flipped = stored.clone();
                flipped[at] ^= (byte) (1 << bit);
                assertThatThrownBy(() -> PublishedBatch.parse(flipped))
                        .as("bit %d of byte %d", bit, at)
                        .isInstanceOf(MalformedBytesException.class);
            }
            byte[] cut = Arrays.copyOf(stored, at);
            assertThatThrownBy(() -> PublishedBatch.parse(cut))
                    .as("cut at byte %d", at)
                    .isInstanceOf(MalformedBytesException.class);
        }
    }
}
