package io.holdfast.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.common.BytesWriter;
import io.holdfast.common.MalformedBytesException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeltaEntriesTest {

    private static final class Collector implements DeltaEntries.Visitor {

        final List<String> entries = new ArrayList<>();

        @Override
        public void put(
                byte[] bytes, int keyOffset, int keyLength, int valueOffset, int valueLength, boolean newTimer) {
            HexFormat hex = HexFormat.of();
            entries.add(hex.formatHex(bytes, keyOffset, keyOffset + keyLength) + "="
                    + hex.formatHex(bytes, valueOffset, valueOffset + valueLength)
                    + (newTimer ? " and a timer" : ""));
        }

        @Override
        public void delete(byte[] bytes, int keyOffset, int keyLength) {
            entries.add("-" + HexFormat.of().formatHex(bytes, keyOffset, keyOffset + keyLength));
        }
    }

    private static byte[] sample() {
        BytesWriter out = new BytesWriter(16);
        DeltaEntries.put(out, new byte[] {9, 1, 2, 9}, 1, 2, new byte[] {9, 3}, 1, 1, false);
        DeltaEntries.put(out, new byte[] {1}, 0, 1, new byte[0], 0, 0, true);
        DeltaEntries.delete(out, new byte[] {9, 4}, 1, 1);
        DeltaEntries.delete(out, new byte[0], 0, 0);
        return out.toByteArray();
    }

    @Test
    void hasTheBytesOfTheFormat() {
        assertThat(HexFormat.of().formatHex(sample()))
                .isEqualTo("020102" + "0303" + "0101" + "02" + "0104" + "00" + "0000");
    }

    @Test
    void visitsWhatWasAppendedInOrder() {
        Collector found = new Collector();
        DeltaEntries.visit(sample(), sample().length, found);
        assertThat(found.entries).containsExactly("0102=03", "01= and a timer", "-04", "-");
    }

    @Test
    void refusesBytesThatEndInsideAnEntry() {
        byte[] bytes = sample();
        assertThatThrownBy(() -> DeltaEntries.visit(Arrays.copyOf(bytes, 4), 4, new Collector()))
                .isInstanceOf(MalformedBytesException.class);
        byte[] hugeLength = {1, 7, -1, -1, -1, -1, 15};
        assertThatThrownBy(() -> DeltaEntries.visit(hugeLength, hugeLength.length, new Collector()))
                .isInstanceOf(MalformedBytesException.class);
    }
}
