package io.holdfast.sink.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.common.Digest;
import io.holdfast.failure.SinkException;
import io.holdfast.format.Marker;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MarkerCodecTest {

    private static final Digest DIGEST = Digest.of(new byte[] {1});

    @Test
    void readsWhatItWrote() {
        Marker marker = new Marker("0af3", Long.MAX_VALUE, DIGEST, 17);
        assertThat(MarkerCodec.decode("g", MarkerCodec.encode(marker))).isEqualTo(marker);
    }

    /** A stored marker outlives the version that wrote it. */
    @Test
    void keepsItsLayout() {
        assertThat(MarkerCodec.encode(new Marker("t", 2, DIGEST, 3))).isEqualTo("holdfast1 t 2 " + DIGEST.hex() + " 3");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "holdfast1", "holdfast2 t 1 x 1", "holdfast1 t 1 short 1", "holdfast1 t x y 1", "a b c d e"})
    void refusesWhatItDidNotWrite(String text) {
        assertThatThrownBy(() -> MarkerCodec.decode("the-group", text))
                .isInstanceOf(SinkException.class)
                .hasMessageContaining("the-group")
                .hasMessageContaining("'" + text + "'");
    }

    @Test
    void refusesATimelineThatItCouldNotReadAgain() {
        assertThatThrownBy(() -> MarkerCodec.encode(new Marker("a b", 1, DIGEST, 1)))
                .isInstanceOf(SinkException.class);
        assertThatThrownBy(() -> MarkerCodec.encode(new Marker("t".repeat(5000), 1, DIGEST, 1)))
                .isInstanceOf(SinkException.class);
    }
}
