package io.holdfast.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.holdfast.common.BytesReader;
import io.holdfast.common.BytesWriter;
import io.holdfast.common.MalformedBytesException;
import io.holdfast.model.Pair;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Bytes give the same values without the classes as with them.
 *
 * <p>Planted defects that these tests caught: no limit of depth; primitive components read with a tag; the checksum of Kryo's
 * payload not compared.
 */
class StoredValuesTest {

    private final Types types = SampleTypes.types();
    private final StoredValues stored = StoredValues.of(types.schemas());

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void everyValueIsTheOneThatWasWritten(long seed) throws Exception {
        RandomValues values = new RandomValues(new Random(seed));
        for (int i = 0; i < 500; i++) {
            Object value = values.next();
            requireMirror(value, read(Bytes.of(types, value)));
        }
        for (Object value : RandomValues.BOUNDARIES) {
            requireMirror(value, read(Bytes.of(types, value)));
        }
    }

    private StoredValue read(byte[] bytes) {
        BytesReader in = new BytesReader(bytes);
        StoredValue value = stored.read(in);
        assertThat(in.remaining()).isZero();
        assertThat(value.toString()).doesNotContain("\n");
        value.plain();
        return value;
    }

    private void requireMirror(Object value, StoredValue found) throws Exception {
        if (found instanceof StoredValue.Scalar scalar) {
            assertThat(scalar.value()).isEqualTo(value);
        } else if (found instanceof StoredValue.Binary binary && value instanceof byte[] bytes) {
            assertThat(binary.type()).isEqualTo("byte[]");
            assertThat(binary.bytes()).isEqualTo(bytes);
        } else if (found instanceof StoredValue.Binary binary) {
            assertThat(binary.type()).isEqualTo(value.getClass().getName());
            assertThat(HexFormat.of().formatHex(Bytes.of(types, value)))
                    .endsWith(HexFormat.of().formatHex(binary.bytes()));
        } else if (found instanceof StoredValue.Constant constant) {
            assertThat(constant.name()).isEqualTo(((Enum<?>) value).name());
        } else if (found instanceof StoredValue.Fields fields) {
            RecordComponent[] components = value.getClass().getRecordComponents();
            assertThat(fields.type()).isEqualTo(value.getClass().getName());
            assertThat(fields.fields()).hasSize(components.length);
            for (int i = 0; i < components.length; i++) {
                components[i].getAccessor().setAccessible(true);
                assertThat(fields.fields().get(i).name()).isEqualTo(components[i].getName());
                requireMirror(
                        components[i].getAccessor().invoke(value),
                        fields.fields().get(i).value());
            }
        } else if (found instanceof StoredValue.Elements elements) {
            requireMirrors(elements(value), elements.values());
        } else {
            List<StoredValue.Entry> entries = ((StoredValue.Entries) found).entries();
            requireMirrors(
                    new ArrayList<>(((Map<?, ?>) value).keySet()),
                    entries.stream().map(StoredValue.Entry::key).toList());
            requireMirrors(
                    new ArrayList<>(((Map<?, ?>) value).values()),
                    entries.stream().map(StoredValue.Entry::value).toList());
        }
    }

    private void requireMirrors(List<?> values, List<StoredValue> found) throws Exception {
        assertThat(found).hasSameSizeAs(values);
        for (int i = 0; i < found.size(); i++) {
            requireMirror(values.get(i), found.get(i));
        }
    }

    private static List<?> elements(Object value) {
        if (value instanceof Optional<?> optional) {
            return optional.stream().toList();
        }
        if (value instanceof Pair<?, ?> pair) {
            return Arrays.asList(pair.key(), pair.value());
        }
        if (value instanceof int[] array) {
            return Arrays.stream(array).boxed().toList();
        }
        if (value instanceof long[] array) {
            return Arrays.stream(array).boxed().toList();
        }
        if (value instanceof double[] array) {
            return Arrays.stream(array).boxed().toList();
        }
        return new ArrayList<>((java.util.Collection<?>) value);
    }

    @Test
    void isOneLineForPeople() {
        Map<Object, Object> map = new LinkedHashMap<>();
        map.put(1, "one\ntwo");
        map.put("k", 'c');
        assertThat(text("plain text\u001b[31m")).isEqualTo("plain text\\u001b[31m");
        assertThat(text(map)).isEqualTo("{1=\"one\\ntwo\", \"k\"=\"c\"}");
        assertThat(text(new SampleTypes.Click("al\"", 3, Instant.EPOCH)))
                .isEqualTo("Click[user=\"al\"\", count=3, at=1970-01-01T00:00:00Z]");
        assertThat(text(Arrays.asList(null, true, new byte[] {1, -1}))).isEqualTo("[null, true, 0x01ff]");
        assertThat(text(new LinkedHashSet<>(List.of(1L, 2L)))).isEqualTo("{1, 2}");
        assertThat(text(Pair.of(Optional.of("x"), Optional.empty()))).isEqualTo("(Optional[\"x\"], Optional[])");
        assertThat(text(SampleTypes.Color.RED)).isEqualTo("RED");
    }

    private String text(Object value) {
        return read(Bytes.of(types, value)).toString();
    }

    @Test
    void hasAFormForJson() {
        assertThat(plain(new SampleTypes.Click("al", 3, Instant.EPOCH)))
                .isEqualTo(Map.of("user", "al", "count", 3L, "at", "1970-01-01T00:00:00Z"));
        assertThat(plain(Map.of("a", 1))).isEqualTo(Map.of("a", 1));
        assertThat(plain(Map.of(1, "a"))).isEqualTo(List.of(Map.of("key", 1, "value", "a")));
        assertThat(plain(Optional.empty())).isNull();
        assertThat(plain(Set.of(SampleTypes.Color.RED))).isEqualTo(List.of("RED"));
        assertThat(plain(new byte[] {10})).isEqualTo("0a");
    }

    private Object plain(Object value) {
        return read(Bytes.of(types, value)).plain();
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12})
    void damagedBytesAreMalformedOrAnotherValue(long seed) {
        Random random = new Random(seed);
        RandomValues values = new RandomValues(random);
        for (int i = 0; i < 100; i++) {
            byte[] sound = Bytes.of(types, values.next());
            for (int position = 0; position < sound.length; position++) {
                byte[] damaged = sound.clone();
                damaged[position] ^= (byte) (1 << random.nextInt(8));
                readOrMalformed(damaged);
                readOrMalformed(Arrays.copyOf(sound, position));
            }
        }
    }

    private void readOrMalformed(byte[] bytes) {
        try {
            assertThat(stored.read(new BytesReader(bytes)).toString()).doesNotContain("\n");
        } catch (MalformedBytesException expected) {
            assertThat(expected).hasMessageNotContaining("Holdfast bug");
        }
    }

    @Test
    void depthIsLimited() {
        BytesWriter out = new BytesWriter(1 << 20);
        for (int i = 0; i < 1 << 18; i++) {
            out.writeByte(Tag.LIST);
            out.writeVarInt(1);
        }
        assertThatExceptionOfType(MalformedBytesException.class)
                .isThrownBy(() -> stored.read(new BytesReader(out.toByteArray())))
                .withMessageContaining("nested more than 64 deep");
    }

    @Test
    void whatKryoWroteIsVerified() {
        byte[] bytes = Bytes.of(types, SampleTypes.session("al"));
        read(bytes);
        bytes[bytes.length - 1] ^= 1;
        assertThatExceptionOfType(MalformedBytesException.class)
                .isThrownBy(() -> stored.read(new BytesReader(bytes)))
                .withMessageContaining("checksum");
    }
}
