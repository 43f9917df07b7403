package io.holdfast.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.holdfast.codec.SampleTypes.Color;
import io.holdfast.codec.SampleTypes.Loose;
import io.holdfast.codec.SampleTypes.Money;
import io.holdfast.codec.SampleTypes.Node;
import io.holdfast.codec.SampleTypes.Point;
import io.holdfast.codec.SampleTypes.Session;
import io.holdfast.codec.SampleTypes.Tagged;
import io.holdfast.common.BytesReader;
import io.holdfast.common.BytesWriter;
import io.holdfast.failure.UserCodeException;
import io.holdfast.model.Pair;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A key is its bytes. Planted defects that these tests caught: raw NaN bits; components of type Object not looked at. */
class TypesKeyTest {

    private final Types types = SampleTypes.types();

    static List<Object> keys() {
        List<Object> keys = new ArrayList<>(RandomValues.BOUNDARIES);
        keys.addAll(List.of(
                Color.GREEN,
                new Point(1, 2),
                new Node("a", new Node("b", null)),
                new Money(5),
                new Loose(new Point(1, 2)),
                List.of(1, "a", List.of(Color.RED)),
                Optional.of(new Loose("x")),
                Pair.of(new Point(1, 2), 5L)));
        return keys;
    }

    @ParameterizedTest
    @MethodSource("keys")
    void keysHaveTheBytesOfValues(Object key) {
        assertThat(Bytes.ofKey(types, key)).isEqualTo(Bytes.of(types, key));
    }

    @Test
    void differentKeysHaveDifferentBytes() {
        List<Object> keys = keys();
        assertThat(keys.stream().map(key -> Arrays.toString(Bytes.ofKey(types, key))))
                .hasSize(keys.size())
                .doesNotHaveDuplicates();
    }

    @Test
    void equalKeysHaveEqualBytes() {
        float otherNan = Float.intBitsToFloat(0x7fc12345);
        double otherDoubleNan = Double.longBitsToDouble(0x7ff8000000012345L);
        record Numbers(float single, double precise) {}
        Types numbers = Types.builder().register(Numbers.class).build();
        assertThat(Bytes.ofKey(types, otherNan)).isEqualTo(Bytes.ofKey(types, Float.NaN));
        assertThat(Bytes.ofKey(types, otherDoubleNan)).isEqualTo(Bytes.ofKey(types, Double.NaN));
        assertThat(Bytes.ofKey(numbers, new Numbers(otherNan, otherDoubleNan)))
                .isEqualTo(Bytes.ofKey(numbers, new Numbers(Float.NaN, Double.NaN)));
        assertThat(Bytes.ofKey(types, new ArrayList<>(List.of(1, 2)))).isEqualTo(Bytes.ofKey(types, List.of(1, 2)));
        assertThat(Bytes.ofKey(types, new byte[] {1, 2})).isEqualTo(Bytes.ofKey(types, new byte[] {1, 2}));
    }

    @Test
    void keysReadBackHaveTheSameBytesAgain() {
        RandomValues values = new RandomValues(new Random(5));
        for (int i = 0; i < 2000; i++) {
            Object value = values.next();
            byte[] key;
            try {
                key = Bytes.ofKey(types, value);
            } catch (UserCodeException notAKey) {
                continue;
            }
            assertThat(Bytes.ofKey(types, Bytes.readNonNull(types, key))).isEqualTo(key);
        }
    }

    static List<Object> refused() {
        List<Object> inside = List.of(
                Set.of(1), Map.of(), new Session(), new Tagged("a", Map.of()), new Unpromised(), new Loose(Set.of()));
        List<Object> all = new ArrayList<>();
        for (Object value : inside) {
            all.addAll(
                    List.of(value, List.of(value), Optional.of(value), Pair.of(1, value), new Loose(List.of(value))));
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("refused")
    void whatMayHaveManyFormsIsNoKeyNorPartOfOne(Object key) {
        Types all = Types.builder()
                .register(Loose.class, Tagged.class, Session.class, SampleTypes.Account.class, SampleTypes.Click.class)
                .register(Money.class, new SampleTypes.MoneyCodec())
                .register(Unpromised.class, new UnpromisedCodec())
                .build();
        BytesWriter out = new BytesWriter(8);
        assertThatExceptionOfType(UserCodeException.class)
                .isThrownBy(() -> all.encodeKey(key, out))
                .withMessageContaining("cannot be a key");
        assertThat(out.size()).isZero();
    }

    @Test
    void aComponentThatCanNeverBePartOfAKeyIsNamed() {
        assertThatExceptionOfType(UserCodeException.class)
                .isThrownBy(() -> Bytes.ofKey(types, new Tagged("a", Map.of())))
                .withMessageContaining("component tags")
                .withMessageContaining("Tagged");
    }

    @Test
    @SuppressWarnings("NullAway") // what a job's function may do all the same
    void nullIsNoKey() {
        assertThatExceptionOfType(UserCodeException.class)
                .isThrownBy(() -> Bytes.ofKey(types, null))
                .withMessageContaining("null");
    }

    private static final class Unpromised {}

    private static final class UnpromisedCodec implements Codec<Unpromised> {
        @Override
        public void encode(Unpromised value, BytesWriter out) {}

        @Override
        public Unpromised decode(BytesReader in) {
            return new Unpromised();
        }
    }
}
