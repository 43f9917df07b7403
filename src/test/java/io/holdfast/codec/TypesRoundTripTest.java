package io.holdfast.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.codec.SampleTypes.Click;
import io.holdfast.codec.SampleTypes.Color;
import io.holdfast.codec.SampleTypes.Drawing;
import io.holdfast.codec.SampleTypes.Empty;
import io.holdfast.codec.SampleTypes.Everything;
import io.holdfast.codec.SampleTypes.Loose;
import io.holdfast.codec.SampleTypes.Money;
import io.holdfast.codec.SampleTypes.Node;
import io.holdfast.codec.SampleTypes.Point;
import io.holdfast.codec.SampleTypes.Session;
import io.holdfast.codec.SampleTypes.Square;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TypesRoundTripTest {

    private final Types types = SampleTypes.types();

    static List<Object> boundaries() {
        return RandomValues.BOUNDARIES;
    }

    @ParameterizedTest
    @MethodSource("boundaries")
    void boundariesComeBackAsTheyWere(Object value) {
        assertThat(Bytes.again(types, value)).isEqualTo(value).hasSameClassAs(value);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void randomValuesComeBackAsTheyWere(long seed) {
        RandomValues values = new RandomValues(new Random(seed));
        for (int i = 0; i < 500; i++) {
            Object value = values.next();
            assertThat(Bytes.again(types, value))
                    .as("seed %d, value %d", seed, i)
                    .isEqualTo(value);
        }
    }

    /** The tags and forms are the format of checkpoints: this test changes only together with the format version. */
    @ParameterizedTest
    @MethodSource("forms")
    void formsStayTheSame(Object value, String hex) {
        assertThat(HexFormat.of().formatHex(Bytes.of(types, value))).isEqualTo(hex);
    }

    static List<Object[]> forms() {
        return RandomValues.FORMS;
    }

    @Test
    void nullIsOneByte() {
        assertThat(Bytes.of(types, null)).containsExactly(0);
        assertThat(Bytes.again(types, null)).isNull();
    }

    @Test
    void arraysComeBackWithTheirContent() {
        assertThat(Bytes.again(types, new byte[] {1, -1})).isEqualTo(new byte[] {1, -1});
        assertThat(Bytes.again(types, new int[] {1, Integer.MIN_VALUE})).isEqualTo(new int[] {1, Integer.MIN_VALUE});
        assertThat(Bytes.again(types, new long[] {1, Long.MIN_VALUE})).isEqualTo(new long[] {1, Long.MIN_VALUE});
        assertThat(Bytes.again(types, new double[] {-0.0, Double.NaN})).isEqualTo(new double[] {-0.0, Double.NaN});
    }

    @Test
    void anyListSetOrMapComesBackInOrderAndUnmodifiable() {
        Set<Integer> set = new LinkedHashSet<>(List.of(3, 1, 2));
        Map<String, Object> map = new LinkedHashMap<>(Map.of("z", 1));
        map.put("a", 2);
        for (Object list :
                List.of(new CopyOnWriteArrayList<>(List.of(1, 2)), Arrays.asList(1, 2), Collections.nCopies(2, 5))) {
            assertThat(Bytes.again(types, list)).isEqualTo(list);
        }
        assertThat(Bytes.again(types, set)).hasToString("[3, 1, 2]");
        assertThat(Bytes.again(types, map)).hasToString("{z=1, a=2}");
        assertThat((Set<?>) Bytes.readNonNull(types, Bytes.of(types, set))).isUnmodifiable();
        assertThat(Bytes.again(types, new TreeMap<>(map))).isEqualTo(map);
        assertThat(Bytes.again(types, new TreeSet<>(set))).isEqualTo(set);
        assertThat((List<?>) Bytes.readNonNull(types, Bytes.of(types, new ArrayList<>(List.of(1)))))
                .isUnmodifiable();
    }

    @Test
    void collectionsLongerThanTheCountThatIsTrustedComeBackWhole() {
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            numbers.add(i);
        }
        assertThat(Bytes.again(types, numbers)).isEqualTo(numbers);
        assertThat(Bytes.again(types, new LinkedHashSet<>(numbers))).isEqualTo(Set.copyOf(numbers));
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void recordsComeBackWithEveryKindOfComponent(boolean full) {
        @Nullable
        Object[] last = full
                ? new Object[] {"t", 5L, Color.GREEN, new Point(1, -1), List.of("a", 2), new Loose(Color.BLUE)}
                : new @Nullable Object[6];
        @SuppressWarnings({"unchecked", "NullAway"})
        Everything value = new Everything(
                full,
                Byte.MIN_VALUE,
                Short.MIN_VALUE,
                Character.MAX_VALUE,
                Integer.MIN_VALUE,
                Long.MAX_VALUE,
                -0f,
                Double.MIN_VALUE,
                (String) last[0],
                (Long) last[1],
                (Color) last[2],
                (Point) last[3],
                (List<Object>) last[4],
                last[5]);
        assertThat(Bytes.again(types, value)).isEqualTo(value);
    }

    @Test
    void registeredTypesComeBack() {
        for (Object value : List.of(
                new Empty(),
                new Click("u", 1, Instant.MAX),
                new Node("a", new Node("b", null)),
                new Drawing(new Square(2)),
                new Money(-5),
                Color.RED,
                Color.GREEN,
                List.of(Color.BLUE, new Money(1), new Empty()))) {
            assertThat(Bytes.again(types, value)).isEqualTo(value);
        }
    }

    @Test
    void plainObjectsComeBackAndCanStillBeChanged() {
        Session session = SampleTypes.session("ann");
        Session again = (Session) Bytes.readNonNull(types, Bytes.of(types, session));
        assertThat(again).isEqualTo(session).isNotSameAs(session);
        again.clicks.add(new Click("later", 1, Instant.EPOCH));
        again.notes.remove("a");
        again.colors.put(1L, Color.BLUE);
        assertThat(again.scratch).isEqualTo(7);
    }

    @Test
    void plainObjectsNestInRecordsAndTheOtherWayRound() {
        Session outer = SampleTypes.session("outer");
        outer.notes.put("inner", new Loose(new Loose(SampleTypes.session("inner"))));
        assertThat(Bytes.again(types, List.of(new Loose(outer), outer))).isEqualTo(List.of(new Loose(outer), outer));
    }

    @Test
    void valuesFollowEachOtherWithoutGaps() {
        List<Object> values =
                List.of(new Money(Long.MAX_VALUE), "text", SampleTypes.session("s"), new Point(1, 2), Color.BLUE, 5L);
        assertThat(Bytes.again(types, values)).isEqualTo(values);
    }
}
