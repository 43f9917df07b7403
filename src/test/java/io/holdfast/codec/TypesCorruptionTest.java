package io.holdfast.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.fail;

import io.holdfast.codec.SampleTypes.Loose;
import io.holdfast.common.BytesReader;
import io.holdfast.common.BytesWriter;
import io.holdfast.common.MalformedBytesException;
import io.holdfast.failure.IncompatibleCheckpointException;
import io.holdfast.failure.UserCodeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Damaged bytes end in MalformedBytesException, or in another value, but never in an exception of another kind, an
 * endless allocation or a full stack. Planted defects that these tests caught: a list allocated as long as its count
 * says; no limit of depth; Kryo's payload without a checksum; a component not checked against its declared type.
 */
class TypesCorruptionTest {

    private final Types types = SampleTypes.types();

    @ParameterizedTest
    @ValueSource(longs = {11, 12})
    void damageAtAnyByteIsMalformedOrAnotherValue(long seed) {
        Random random = new Random(seed);
        RandomValues values = new RandomValues(random);
        for (int i = 0; i < 100; i++) {
            byte[] sound = Bytes.of(types, values.next());
            for (int position = 0; position < sound.length; position++) {
                byte[] damaged = sound.clone();
                damaged[position] =
                        (byte) (random.nextBoolean() ? random.nextInt() : damaged[position] ^ (1 << random.nextInt(8)));
                decodeOrMalformed(damaged, damaged.length, seed);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22})
    void bytesThatEndEarlyAreMalformed(long seed) {
        RandomValues values = new RandomValues(new Random(seed));
        for (int i = 0; i < 100; i++) {
            byte[] sound = Bytes.of(types, values.next());
            for (int length = 0; length < sound.length; length++) {
                BytesReader in = new BytesReader(sound, 0, length);
                assertThatExceptionOfType(MalformedBytesException.class).isThrownBy(() -> types.decode(in));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {31, 32})
    void anyBytesAreMalformedOrAValue(long seed) {
        Random random = new Random(seed);
        byte[] bytes = new byte[60];
        for (int i = 0; i < 50_000; i++) {
            random.nextBytes(bytes);
            bytes[0] = (byte) random.nextInt(0x50);
            decodeOrMalformed(bytes, 1 + random.nextInt(bytes.length), seed);
        }
    }

    private void decodeOrMalformed(byte[] bytes, int length, long seed) {
        try {
            types.decode(new BytesReader(bytes, 0, length));
        } catch (MalformedBytesException | IncompatibleCheckpointException expected) {
            assertThat(expected).hasMessageNotContaining("Holdfast bug");
        } catch (Throwable t) {
            fail("seed " + seed + ", bytes " + HexFormat.of().formatHex(bytes, 0, length), t);
        }
    }

    @ParameterizedTest
    @ValueSource(
            ints = {Tag.LIST, Tag.SET, Tag.MAP, Tag.STRING, Tag.BYTES, Tag.BIG_INTEGER, Tag.INTS, Tag.LONGS, Tag.DOUBLES
            })
    void countsBeyondTheEndAreRefusedBeforeAnythingIsAllocated(int tag) {
        for (int count : new int[] {Integer.MAX_VALUE, -1, 1 << 30, 11}) {
            BytesWriter out = new BytesWriter(16);
            out.writeByte(tag);
            out.writeVarInt(count);
            out.writeBytes(new byte[10]);
            assertThatExceptionOfType(MalformedBytesException.class)
                    .isThrownBy(() -> types.decode(new BytesReader(out.toByteArray())));
        }
    }

    @Test
    void nestedCountsDoNotMultiplyWhatIsAllocated() {
        BytesWriter out = new BytesWriter(1 << 26);
        for (int depth = 0; depth < 60; depth++) {
            out.writeByte(Tag.LIST);
            out.writeVarInt(60_000_000);
        }
        byte[] bytes = Arrays.copyOf(out.toByteArray(), 61_000_000);
        bytes[out.size()] = 63; // reserved
        assertThatExceptionOfType(MalformedBytesException.class).isThrownBy(() -> types.decode(new BytesReader(bytes)));
    }

    @Test
    void valuesNestedTooDeepAreMalformed() {
        byte[] bytes = new byte[1_000_000];
        Arrays.fill(bytes, (byte) Tag.OPTIONAL);
        assertThatExceptionOfType(MalformedBytesException.class)
                .isThrownBy(() -> types.decode(new BytesReader(bytes)))
                .withMessageContaining("64");
    }

    @Test
    void theDeepestValueThatCanBeWrittenCanBeRead() {
        Object value = "core";
        for (int depth = 0; depth < Types.MAX_DEPTH; depth++) {
            value = depth % 2 == 0 ? new Loose(value) : List.of(value);
        }
        assertThat(Bytes.again(types, value)).isEqualTo(value);
        List<Object> tooDeep = new ArrayList<>(List.of(value));
        assertThatExceptionOfType(UserCodeException.class)
                .isThrownBy(() -> Bytes.of(types, tooDeep))
                .withMessageContaining("64");
    }

    @Test
    void deepPlainObjectsThatCanBeWrittenCanBeRead() {
        int written = 0;
        for (int depth = 1; depth < 70; depth++) {
            SampleTypes.Session session = SampleTypes.session("deep");
            Object value = 5;
            for (int i = 0; i < depth; i++) {
                value = i % 3 == 0 ? new Loose(value) : new ArrayList<>(List.of(value));
            }
            session.notes.put("deep", value);
            byte[] bytes;
            try {
                bytes = Bytes.of(types, session);
            } catch (UserCodeException tooDeep) {
                continue;
            }
            assertThat(Bytes.read(types, bytes)).isEqualTo(session);
            written++;
        }
        assertThat(written).isBetween(30, 68);
    }

    @Test
    void aValueThatContainsItselfIsRefused() {
        List<Object> list = new ArrayList<>();
        list.add(list);
        SampleTypes.Session session = new SampleTypes.Session();
        session.notes.put("self", new HashMap<>(session.notes));
        session.notes.put("self", session);
        for (Object value : new Object[] {list, session}) {
            assertThatExceptionOfType(UserCodeException.class).isThrownBy(() -> Bytes.of(types, value));
        }
    }

    @Test
    void aBooleanComponentIsZeroOrOne() {
        record Flag(boolean set) {}
        Types flags = Types.builder().register(Flag.class).build();
        assertThatExceptionOfType(MalformedBytesException.class)
                .isThrownBy(() -> Bytes.read(flags, new byte[] {TypeSchema.FIRST_ID, 2}));
    }

    @Test
    void aDamagedPlainObjectIsNamed() {
        byte[] bytes = Bytes.of(types, SampleTypes.session("s"));
        bytes[bytes.length / 2] ^= 4;
        assertThatExceptionOfType(MalformedBytesException.class)
                .isThrownBy(() -> Bytes.read(types, bytes))
                .withMessageContaining("checksum")
                .withMessageContaining("Session");
    }
}
