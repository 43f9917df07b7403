package io.holdfast.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.holdfast.codec.SampleTypes.Click;
import io.holdfast.codec.SampleTypes.Color;
import io.holdfast.codec.SampleTypes.Drawing;
import io.holdfast.codec.SampleTypes.Money;
import io.holdfast.codec.SampleTypes.MoneyCodec;
import io.holdfast.codec.SampleTypes.Point;
import io.holdfast.codec.SampleTypes.Shape;
import io.holdfast.common.BytesReader;
import io.holdfast.common.BytesWriter;
import io.holdfast.failure.ConfigurationException;
import io.holdfast.failure.UserCodeException;
import io.holdfast.model.Pair;
import java.io.Serializable;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TypesRegistrationTest {

    record HasUnregistered(Point where) {}

    record HasArrayList(ArrayList<String> list) {}

    record HasSortedMap(SortedMap<String, String> map) {}

    @SuppressWarnings("ArrayRecordComponent") // the point of it
    record HasArray(String[] texts) {}

    static class HasUnregisteredField {
        @Nullable
        Money money;
    }

    static class NoEmptyConstructor {
        NoEmptyConstructor(int ignored) {}
    }

    static class ThrowingConstructor {
        ThrowingConstructor() {
            throw new IllegalStateException("not today");
        }
    }

    @SuppressWarnings("ClassCanBeStatic") // the point of it
    class Inner {}

    abstract static class Abstract {}

    static class ExtendsJdk extends ArrayList<String> {
        private static final long serialVersionUID = 1L;
    }

    static class Parent {
        int same;
    }

    static class Child extends Parent {
        @SuppressWarnings("HidingField") // the point of it
        int same;
    }

    static List<Object[]> refused() {
        Runnable lambda = () -> {};
        Object anonymous = new Object() {};
        return List.of(
                new Object[] {HasUnregistered.class, "component where", "register(" + Point.class.getName()},
                new Object[] {HasArrayList.class, "component list", "declare it as"},
                new Object[] {HasSortedMap.class, "component map", "declare it as"},
                new Object[] {HasArray.class, "component texts", "List"},
                new Object[] {HasUnregisteredField.class, "field money", "register("},
                new Object[] {NoEmptyConstructor.class, "no constructor without parameters", "codec"},
                new Object[] {ThrowingConstructor.class, "throws", "not today"},
                new Object[] {Inner.class, "inner class", "static"},
                new Object[] {Abstract.class, "abstract", "instances"},
                new Object[] {Callable.class, "interface", "instances"},
                new Object[] {ExtendsJdk.class, "java.util.ArrayList", "codec"},
                new Object[] {Child.class, "field same", "rename"},
                new Object[] {lambda.getClass(), "lambda", "record"},
                new Object[] {anonymous.getClass(), "anonymous", "record"},
                new Object[] {int[].class, "records, enums and classes", ""},
                new Object[] {String.class, "String", "cannot register"});
    }

    @ParameterizedTest
    @MethodSource("refused")
    void classesThatCannotBeStoredAreRefusedWithTheReason(Class<?> type, String reason, String advice) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> Types.builder().register(type).build())
                .withMessageContaining(type.getName())
                .withMessageContaining(reason)
                .withMessageContaining(advice);
    }

    @Test
    void aCodecForABuiltInTypeIsRefused() {
        Codec<String> codec = new Codec<>() {
            @Override
            public void encode(String value, BytesWriter out) {}

            @Override
            public String decode(BytesReader in) {
                return "";
            }
        };
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> Types.builder().register(String.class, codec).build())
                .withMessageContaining("built in");
    }

    @Test
    void twoWaysToWriteOneClassAreRefused() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() ->
                        Types.builder().register(Money.class, new MoneyCodec()).register(Money.class, new MoneyCodec()))
                .withMessageContaining("twice");
        assertThat(Types.builder()
                        .register(Point.class)
                        .register(Point.class, Point.class)
                        .build()
                        .schemas())
                .hasSize(1);
    }

    @Test
    void aSealedInterfaceStandsForAllThatItPermits() {
        Types types = Types.builder().register(Drawing.class, Shape.class).build();
        assertThat(types.schemas()).extracting(TypeSchema::id).containsExactly(64, 65, 66);
        Drawing drawing = new Drawing(new SampleTypes.Circle(1));
        assertThat(Bytes.again(types, drawing)).isEqualTo(drawing);
    }

    @Test
    void aCodecOfAnInterfaceWritesWhatImplementsIt() {
        Codec<Named> codec = new Codec<>() {
            @Override
            public void encode(Named value, BytesWriter out) {
                out.writeString(value.name());
            }

            @Override
            public Named decode(BytesReader in) {
                return new Nickname(in.readString());
            }
        };
        Types types = Types.builder()
                .register(Named.class, codec)
                .register(SampleTypes.Session.class, SampleTypes.Account.class, Click.class, Color.class)
                .register(Money.class, new MoneyCodec())
                .build();
        assertThat(Bytes.again(types, List.of(new Nickname("x".repeat(200)))))
                .isEqualTo(List.of(new Nickname("x".repeat(200))));
        SampleTypes.Session session = new SampleTypes.Session();
        session.notes.put("name", new Nickname("nick"));
        assertThat(Bytes.again(types, session)).isEqualTo(session);
    }

    interface Named {
        String name();
    }

    record Nickname(String name) implements Named {}

    @Test
    void schemasSayWhatIsWritten() {
        Types types = Types.builder()
                .register(Click.class, Color.class, SampleTypes.Account.class)
                .register(Money.class, new MoneyCodec())
                .build();
        String prefix = SampleTypes.class.getName() + "$";
        assertThat(types.schemas())
                .containsExactly(
                        new TypeSchema(
                                64,
                                prefix + "Click",
                                "record",
                                List.of(
                                        new TypeSchema.Field("user", "java.lang.String"),
                                        new TypeSchema.Field("count", "long"),
                                        new TypeSchema.Field("at", "java.time.Instant"))),
                        new TypeSchema(
                                65,
                                prefix + "Color",
                                "enum",
                                List.of(
                                        new TypeSchema.Field("RED", ""),
                                        new TypeSchema.Field("GREEN", ""),
                                        new TypeSchema.Field("BLUE", ""))),
                        new TypeSchema(
                                66,
                                prefix + "Account",
                                "kryo",
                                List.of(
                                        new TypeSchema.Field("balance", "long"),
                                        new TypeSchema.Field("owner", "java.lang.String"))),
                        new TypeSchema(67, prefix + "Money", "custom", List.of()));
    }

    @Test
    void valuesOfUnknownClassesAreRefusedByName() {
        Types types = SampleTypes.types();
        Object anonymous = new Object() {};
        Callable<String> lambda = (Callable<String> & Serializable) () -> "";
        SampleTypes.Session session = new SampleTypes.Session();
        session.notes.put("strange", new HasUnregistered(new Point(1, 1)));
        for (Object[] expected : List.of(
                new Object[] {
                    new HasUnregistered(new Point(1, 1)), ".register(" + HasUnregistered.class.getCanonicalName()
                },
                new Object[] {session, ".register(" + HasUnregistered.class.getCanonicalName()},
                new Object[] {List.of(lambda), "lambda"},
                new Object[] {anonymous, "anonymous"},
                new Object[] {new String[0], "List"},
                new Object[] {new StringJoiner(","), "java.util.StringJoiner"})) {
            BytesWriter out = new BytesWriter(8);
            out.writeByte(1);
            assertThatExceptionOfType(UserCodeException.class)
                    .isThrownBy(() -> types.encode(expected[0], out))
                    .withMessageContaining("is not registered")
                    .withMessageContaining((String) expected[1]);
            assertThat(out.size()).as("nothing of it is left").isEqualTo(1);
        }
    }

    record Picky(int n) {
        Picky {
            if (n == 3) {
                throw new IllegalArgumentException("no threes");
            }
        }
    }

    @Test
    void aConstructorThatRefusesWhatWasStoredIsNamed() {
        Types types = Types.builder().register(Picky.class).build();
        assertThatExceptionOfType(UserCodeException.class)
                .isThrownBy(() -> Bytes.read(types, new byte[] {64, 6}))
                .withMessageContaining("Picky")
                .withMessageContaining("no threes");
    }

    @Test
    void onlyWhatCannotChangeAtAllIsImmutable() {
        record Deep(String name, Point point, Shape shape, @Nullable Deep next, Color color, BigDecimal price) {}
        record Shallow(Deep deep, List<String> list) {}
        Types types = Types.builder()
                .register(Deep.class, Shallow.class, Point.class, Shape.class, Color.class)
                .register(SampleTypes.Account.class)
                .register(Money.class, new MoneyCodec())
                .build();
        Deep deep = new Deep("", new Point(1, 2), new SampleTypes.Square(1), null, Color.RED, BigDecimal.ONE);
        for (Object value :
                List.of(1, "", Instant.EPOCH, Color.GREEN, deep, new Money(1), Pair.of("a", deep), Optional.of(1))) {
            assertThat(types.isImmutable(value)).as("%s", value).isTrue();
        }
        for (Object value : List.of(
                new byte[0],
                new long[0],
                List.of(),
                Map.of(),
                new Shallow(deep, List.of()),
                new SampleTypes.Account(),
                Pair.of("a", List.of()),
                Optional.of(new int[0]))) {
            assertThat(types.isImmutable(value)).as("%s", value).isFalse();
        }
    }

    @Test
    void aJdkClassInAPlainObjectThatCannotBeStoredIsNamed() {
        Types types = SampleTypes.types();
        SampleTypes.Session session = new SampleTypes.Session();
        session.notes.put("map", new EnumMap<>(Map.of(Color.RED, 1)));
        assertThatExceptionOfType(UserCodeException.class)
                .isThrownBy(() -> Bytes.of(types, session))
                .withMessageContaining("java.util.EnumMap");
    }
}
