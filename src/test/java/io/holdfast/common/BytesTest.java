package io.holdfast.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** BytesWriter and BytesReader. */
class BytesTest {

    private final BytesWriter out = new BytesWriter(0);

    private BytesReader written() {
        return new BytesReader(out.toByteArray());
    }

    @ParameterizedTest
    @ValueSource(
            longs = {
                0,
                1,
                0x7f,
                0x80,
                0x3fff,
                0x4000,
                Integer.MAX_VALUE,
                0x80000000L,
                0xffffffffL,
                0x100000000L,
                Long.MAX_VALUE,
                Long.MIN_VALUE,
                -1
            })
    void variableWidthNumbersComeBack(long value) {
        out.writeVarLong(value);
        out.writeZigZag(value);
        out.writeVarInt((int) value);
        BytesReader in = written();
        assertThat(in.readVarLong()).isEqualTo(value);
        assertThat(in.readZigZag()).isEqualTo(value);
        assertThat(in.readVarInt()).isEqualTo((int) value);
        assertThat(in.remaining()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"0,1", "127,1", "128,2", "16383,2", "16384,3", "2147483647,5", "-1,5"})
    void variableWidthNumbersTakeAsFewBytesAsTheyNeed(int value, int length) {
        out.writeVarInt(value);
        assertThat(out.size()).isEqualTo(length);
    }

    @ParameterizedTest
    @CsvSource({"0,00", "-1,01", "1,02", "-64,7f", "64,8001", "-9223372036854775808,ffffffffffffffffff01"})
    void zigZagKeepsSmallMagnitudesShort(long value, String hex) {
        out.writeZigZag(value);
        assertThat(HexFormat.of().formatHex(out.toByteArray())).isEqualTo(hex);
    }

    @ParameterizedTest
    @ValueSource(strings = {"80", "ffffffffffffffffffff01", "ffffffffffffffffff02", "ffffffffffffffffff7f"})
    void numbersThatDoNotEndOrAreTooWideAreMalformed(String hex) {
        BytesReader in = new BytesReader(HexFormat.of().parseHex(hex));
        assertThatExceptionOfType(MalformedBytesException.class).isThrownBy(in::readVarLong);
    }

    @Test
    void anIntegerOfMoreThan32BitsIsMalformed() {
        out.writeVarLong(1L << 32);
        assertThatExceptionOfType(MalformedBytesException.class)
                .isThrownBy(() -> written().readVarInt());
    }

    @Test
    void fixedWidthNumbersAreBigEndian() {
        out.writeFixedInt(0x01020304);
        out.writeFixedLong(0xf102030405060708L);
        assertThat(HexFormat.of().formatHex(out.toByteArray())).isEqualTo("01020304f102030405060708");
        BytesReader in = written();
        assertThat(in.readFixedInt()).isEqualTo(0x01020304);
        assertThat(in.readFixedLong()).isEqualTo(0xf102030405060708L);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 126, 127, 128, 129, 16383, 16384, 100_000})
    void stringsOfAnyLengthComeBack(int length) {
        for (String unit : new String[] {"a", "é", "日", "😀"}) {
            String text = unit.repeat(length);
            String mixed = "a".repeat(length) + unit;
            out.reset();
            out.writeString(text);
            out.writeString(mixed);
            BytesReader in = written();
            assertThat(in.readString()).isEqualTo(text);
            assertThat(in.readString()).isEqualTo(mixed);
            assertThat(in.remaining()).isZero();
        }
    }

    @Test
    void stringsHaveTheFormThatJavaGivesThem() {
        Random random = new Random(3);
        for (int i = 0; i < 20_000; i++) {
            String text = random.ints(random.nextInt(20), 1, Character.MAX_CODE_POINT + 1)
                    .map(point -> random.nextBoolean() ? point & 0x7ff : point)
                    .filter(point -> point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            out.reset();
            out.writeString(text);
            BytesReader in = written();
            assertThat(in.readBytes(in.readLength())).isEqualTo(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Planted defect: String.getBytes, which writes a question mark for a surrogate without its other half. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 200})
    void everySequenceOfCharsComesBack(int lengthMax) {
        Random random = new Random(lengthMax);
        char[] alphabet = {'a', 'é', '\ud800', '\udbff', '\udc00', '\udfff', '\ufffd', '\uffff'};
        for (int i = 0; i < 5000; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(lengthMax + 1); length > 0; length--) {
                text.append(alphabet[random.nextInt(alphabet.length)]);
            }
            out.reset();
            out.writeString(text.toString());
            assertThat(written().readString()).isEqualTo(text.toString());
        }
    }

    /** Planted defect: new String, which reads damage as replacement characters. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "80",
                "c3",
                "c080",
                "c1bf",
                "e08080",
                "e0a0",
                "f0808080",
                "f4908080",
                "f8808080",
                "ff",
                "c3c3",
                "eda080edb080"
            })
    void bytesThatAreNoStringAreMalformed(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        out.writeVarInt(bytes.length);
        out.writeBytes(bytes);
        assertThatExceptionOfType(MalformedBytesException.class)
                .isThrownBy(() -> written().readString())
                .withMessageContaining("UTF-8");
    }

    @Test
    void nothingIsReadBeyondTheEnd() {
        BytesReader in = new BytesReader(new byte[20], 5, 3);
        assertThat(in.remaining()).isEqualTo(3);
        assertThatExceptionOfType(MalformedBytesException.class).isThrownBy(in::readFixedInt);
        assertThatExceptionOfType(MalformedBytesException.class).isThrownBy(in::readFixedLong);
        assertThatExceptionOfType(MalformedBytesException.class).isThrownBy(() -> in.readBytes(4));
        assertThatExceptionOfType(MalformedBytesException.class).isThrownBy(() -> in.readBytes(-1));
        assertThatExceptionOfType(MalformedBytesException.class).isThrownBy(() -> in.skip(Integer.MAX_VALUE));
        in.skip(3);
        assertThatExceptionOfType(MalformedBytesException.class).isThrownBy(in::readByte);
    }

    @Test
    void lengthsBeyondTheEndAreMalformed() {
        for (int length : new int[] {3, Integer.MAX_VALUE, -1}) {
            out.reset();
            out.writeVarInt(length);
            out.writeBytes(new byte[2]);
            assertThatExceptionOfType(MalformedBytesException.class)
                    .isThrownBy(() -> written().readLength());
        }
    }

    @Test
    void aReaderNeedsARangeInsideItsArray() {
        assertThatThrownBy(() -> new BytesReader(new byte[3], 2, 2)).hasMessageContaining("Holdfast bug");
        assertThatThrownBy(() -> new BytesReader(new byte[3], -1, 2)).hasMessageContaining("Holdfast bug");
    }

    @Test
    void aWriterGrowsAndForgets() {
        for (int i = 0; i < 1000; i++) {
            out.writeByte(i);
        }
        assertThat(out.size()).isEqualTo(1000);
        out.truncate(2);
        assertThat(out.toByteArray()).containsExactly(0, 1);
        assertThatThrownBy(() -> out.truncate(3)).hasMessageContaining("Holdfast bug");
        byte[] array = out.array();
        out.reset();
        out.writeBytes(new byte[] {1, 2, 3}, 1, 2);
        assertThat(out.array()).isSameAs(array);
        assertThat(Arrays.copyOf(out.array(), out.size())).containsExactly(2, 3);
    }
}
