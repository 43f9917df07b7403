package io.holdfast.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.holdfast.common.BytesReader;
import io.holdfast.common.BytesWriter;
import io.holdfast.failure.ConfigurationException;
import io.holdfast.failure.IncompatibleCheckpointException;
import io.holdfast.failure.UserCodeException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Values in shapes that the job no longer has. */
class MigrationTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @SuppressWarnings("NullAway.Init")
    private Versions versions;

    @BeforeEach
    void compile() {
        versions = new Versions(directory);
    }

    record Visit(String page, long millis) {}

    record Trip(Visit first, List<Visit> all, int n) {}

    static final class Basket {
        @Nullable
        String owner;

        long cents;

        @Override
        public String toString() {
            return owner + ":" + cents;
        }
    }

    enum Level {
        LOW,
        HIGH
    }

    private static Types of(Class<?>... classes) {
        return Types.builder().register(classes).build();
    }

    private static Object create(Class<?> type, @Nullable Object... arguments) throws ReflectiveOperationException {
        var constructor = type.getDeclaredConstructors()[0];
        constructor.setAccessible(true);
        return constructor.newInstance(arguments);
    }

    private static Visit visit(StoredObject stored) {
        return new Visit(
                Objects.requireNonNullElse((String) stored.get("url"), "?"),
                stored.has("seconds") ? stored.get("seconds", Integer.class) * 1000L : stored.get("ms", Long.class));
    }

    private static Types.Builder visits() {
        return Types.builder().register(Visit.class).migrate("v.Old", Visit.class, MigrationTest::visit);
    }

    /** Renamed, a field of another name and unit, in two versions of which each one is stored. */
    @Test
    void recordsOfSeveralVersionsUnderAnotherName() throws Exception {
        Class<?> first = versions.load("Old", "public record Old(String url, int seconds, Object rest) {}");
        Class<?> second = versions.load("Old", "public record Old(long ms, String url) {}");
        Types one = of(first);
        byte[] oldest = Bytes.of(one, List.of(create(first, "a", 2, List.of(1, 2)), "end"));
        Types two = of(second).continuing(one.schemas());
        byte[] older = Bytes.of(two, List.of(create(second, 7L, null), "end"));
        Types now = visits().build().continuing(two.schemas());
        Object a = Objects.requireNonNull(Bytes.read(now, oldest));
        assertThat(a).isEqualTo(List.of(new Visit("a", 2000), "end"));
        assertThat(Bytes.read(now, older)).isEqualTo(List.of(new Visit("?", 7), "end"));
        byte[] newest = Bytes.of(now, a);
        assertThat(Bytes.read(of(Visit.class).continuing(keptSchemas(now)), newest))
                .as("what is written again needs no migration")
                .isEqualTo(a);
    }

    private static List<TypeSchema> keptSchemas(Types types) {
        return types.schemas().stream()
                .filter(schema -> !schema.name().equals("v.Old"))
                .toList();
    }

    /** What a renamed class is part of needs no migration for that. */
    @Test
    void aRecordAroundARenamedOneIsReadAsItIs() throws Exception {
        ClassLoader old = versions.loadAll(
                "Trip",
                "record Trip(Old first, java.util.List<Old> all, int n) {} record Old(String url, int seconds) {}");
        Types before = of(old.loadClass("v.Trip"), old.loadClass("v.Old"));
        Object visit = create(old.loadClass("v.Old"), "u", 3);
        byte[] bytes = Bytes.of(before, create(old.loadClass("v.Trip"), visit, List.of(visit), 5));
        List<TypeSchema> history = renamed(before.schemas(), "v.Trip", Trip.class.getName());
        Types now = visits().register(Trip.class).build().continuing(history);
        assertThat(Bytes.read(now, bytes)).isEqualTo(new Trip(new Visit("u", 3000), List.of(new Visit("u", 3000)), 5));
    }

    private static List<TypeSchema> renamed(List<TypeSchema> schemas, String name, String other) {
        return schemas.stream()
                .map(schema -> schema.name().equals(name)
                        ? new TypeSchema(schema.id(), other, schema.kind(), schema.fields())
                        : schema)
                .toList();
    }

    /** Only what is in another shape than the present one goes through a migration. */
    @Test
    void aFieldOfAnotherTypeUnderTheSameName() throws Exception {
        for (String form : List.of(
                "public record R(%s) {}",
                "public class R { %s; public String toString() { return \"R[n=\" + n + \"]\"; } }")) {
            String suffix = form.contains("class") ? " = 41" : "";
            Class<?> old = versions.load("R", form.formatted("int n" + suffix));
            Class<?> fresh = versions.load("R", form.formatted("String n" + (suffix.isEmpty() ? "" : " = \"x\"")));
            List<Object> asked = new ArrayList<>();
            Types before = of(old);
            byte[] bytes = Bytes.of(before, form.contains("class") ? create(old) : create(old, 41));
            Types.Builder builder = Types.builder().register(fresh);
            addMigration(builder, fresh, asked);
            Types now = builder.build().continuing(before.schemas());
            Object read = Objects.requireNonNull(Bytes.read(now, bytes));
            assertThat(read).hasToString("R[n=n41]");
            assertThat(Bytes.again(now, read)).hasToString("R[n=n41]");
            assertThat(asked).hasSize(1);
            assertThat(now.changes(before.schemas())).singleElement().satisfies(change -> {
                assertThat(change.outcome()).isEqualTo(TypeChange.Outcome.MIGRATED);
                assertThat(change.detail()).contains("n of type int", "java.lang.String");
            });
        }
    }

    private static <T> void addMigration(Types.Builder builder, Class<T> fresh, List<Object> asked) {
        builder.migrate("v.R", fresh, stored -> {
            asked.add(stored.fields());
            String text = "n" + stored.get("n");
            if (fresh.isRecord()) {
                return fresh.cast(create(fresh, text));
            }
            Object made = create(fresh);
            var field = fresh.getDeclaredField("n");
            field.setAccessible(true);
            field.set(made, text);
            return fresh.cast(made);
        });
    }

    /** Inside another plain object as well, with a field whose class is gone and that nobody asks for. */
    @Test
    void aPlainClassBecomesARecordAndBack() throws Exception {
        ClassLoader old = versions.loadAll(
                "Old",
                "class Old { Object url = \"u\"; Old next; Object junk = new Junk(); int seconds = 4; }"
                        + " class Junk { int[] x = {1}; } record Purse(String owner, int cents) {}");
        Class<?> oldType = old.loadClass("v.Old");
        Object inner = create(oldType);
        Object outer = create(oldType);
        var next = oldType.getDeclaredField("next");
        next.setAccessible(true);
        next.set(outer, inner);
        Types before = of(oldType, old.loadClass("v.Junk"), old.loadClass("v.Purse"));
        Types now = Types.builder()
                .register(Visit.class, Basket.class)
                .forget("v.Junk")
                .migrate("v.Old", Visit.class, stored -> {
                    Object following = stored.get("next");
                    Visit visit = visit(stored);
                    return following == null ? visit : new Visit(visit.page() + following, visit.millis());
                })
                .migrate("v.Purse", Basket.class, stored -> {
                    Basket basket = new Basket();
                    basket.owner = stored.get("owner", String.class);
                    basket.cents = stored.get("cents", Integer.class);
                    return basket;
                })
                .build()
                .continuing(before.schemas());
        Object purse = create(old.loadClass("v.Purse"), "me", 99);
        assertThat(Bytes.read(now, Bytes.of(before, List.of(outer, purse, "end"))))
                .hasToString("[Visit[page=uVisit[page=u, millis=4000], millis=4000], me:99, end]");
    }

    @Test
    void enumConstantsThatAreGoneAndEnumsThatAre() throws Exception {
        Class<?> tiny = versions.load("Size", "public enum Size {S, M, L}");
        Types before = Types.builder().register(tiny).build();
        Types now = Types.builder()
                .register(Level.class)
                .migrate("v.Size", Level.class, stored -> stored.constant().equals("L") ? Level.HIGH : Level.LOW)
                .build()
                .continuing(before.schemas());
        assertThat(Bytes.read(now, Bytes.of(before, List.of(tiny.getEnumConstants()))))
                .isEqualTo(List.of(Level.LOW, Level.LOW, Level.HIGH));
        List<TypeSchema> history =
                List.of(new TypeSchema(64, Level.class.getName(), "enum", List.of(field("HIGH"), field("MIDDLE"))));
        List<String> asked = new ArrayList<>();
        Types later = Types.builder()
                .register(Level.class)
                .migrate(Level.class.getName(), Level.class, stored -> {
                    asked.add(stored.constant());
                    return Level.LOW;
                })
                .build()
                .continuing(history);
        assertThat(Bytes.read(later, new byte[] {64, 1})).isEqualTo(Level.LOW);
        assertThat(Bytes.read(later, new byte[] {64, 0})).isEqualTo(Level.HIGH);
        assertThat(asked).containsExactly("MIDDLE");
    }

    private static TypeSchema.Field field(String constant) {
        return new TypeSchema.Field(constant, "");
    }

    @Test
    void whatACodecWroteComesAsBytes() {
        Codec<Basket> codec = new Codec<>() {
            @Override
            public void encode(Basket value, BytesWriter out) {
                out.writeBytes(String.valueOf(value.owner).getBytes(StandardCharsets.UTF_8));
            }

            @Override
            public Basket decode(BytesReader in) {
                throw new AssertionError("not asked any more");
            }
        };
        Types before = Types.builder().register(Basket.class, codec).build();
        Basket basket = new Basket();
        basket.owner = "you";
        Types now = Types.builder()
                .register(Visit.class)
                .migrate(
                        Basket.class.getName(),
                        Visit.class,
                        stored -> new Visit(new String(stored.bytes(), StandardCharsets.UTF_8), 0))
                .build()
                .continuing(before.schemas());
        assertThat(Bytes.read(now, Bytes.of(before, List.of(basket, "end"))))
                .isEqualTo(List.of(new Visit("you", 0), "end"));
    }

    /** A class that becomes a record under its own name, and a codec that is taken away. */
    @Test
    void anotherKindOfTheSameNameIsRefusedWithoutAMigration() {
        for (String kind : List.of("kryo", "custom", "enum")) {
            TypeSchema schema = new TypeSchema(64, Visit.class.getName(), kind, List.of());
            assertThatExceptionOfType(IncompatibleCheckpointException.class)
                    .isThrownBy(() -> of(Visit.class).continuing(List.of(schema)))
                    .withMessageContainingAll(Visit.class.getName(), kind, "is record now", "migrate(");
        }
    }

    @Test
    void failuresNameTheShape() throws Exception {
        Class<?> old = versions.load("Old", "public record Old(String url, int seconds) {}");
        Types before = of(old);
        byte[] bytes = Bytes.of(before, create(old, null, 1));
        record Case(Migration<Visit> migration, String says) {}
        for (Case each : List.of(
                new Case(stored -> new Visit(stored.get("url", String.class), 1), "url of record v.Old"),
                new Case(stored -> new Visit("", stored.get("seconds", Long.class)), "is a java.lang.Integer"),
                new Case(stored -> new Visit("" + stored.get("nothing"), 1), "no field nothing"),
                new Case(stored -> new Visit(stored.constant(), 1), "no constant"),
                new Case(
                        stored -> {
                            throw new java.io.IOException("own words");
                        },
                        "own words"))) {
            Types now = Types.builder()
                    .register(Visit.class)
                    .migrate("v.Old", Visit.class, each.migration)
                    .build()
                    .continuing(before.schemas());
            assertThatExceptionOfType(UserCodeException.class)
                    .isThrownBy(() -> Bytes.read(now, bytes))
                    .withMessageContainingAll(
                            "migration", "record v.Old(java.lang.String url, int seconds)", "type id 64", each.says);
        }
    }

    @Test
    @SuppressWarnings("NullAway") // what a migration must not do
    void aMigrationThatGivesNothingIsNamed() throws Exception {
        Class<?> old = versions.load("Old", "public record Old(String url) {}");
        Types before = of(old);
        Types now = Types.builder()
                .register(Visit.class)
                .migrate("v.Old", Visit.class, stored -> null)
                .build()
                .continuing(before.schemas());
        assertThatExceptionOfType(UserCodeException.class)
                .isThrownBy(() -> Bytes.read(now, Bytes.of(before, create(old, "u"))))
                .withMessageContainingAll("gave null", Visit.class.getName());
    }

    @Test
    void migrationsThatCannotBeAreRefusedWhenTheJobIsBuilt() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> Types.builder()
                        .migrate("v.Old", Visit.class, stored -> new Visit("", 1))
                        .build())
                .withMessageContainingAll("v.Old", "register(" + Visit.class.getName());
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> visits().migrate("v.Old", Visit.class, MigrationTest::visit))
                .withMessageContaining("two migrations");
    }

    /** Everything at once, and what is fine as well. */
    @Test
    void changesNamesEachClass() throws Exception {
        ClassLoader old = versions.loadAll(
                "A",
                "record A(int a) {} record B(int b, int gone) {} record C(int c) {} record D(int d) {} enum E {X, Y} record F() {}");
        ClassLoader fresh = versions.loadAll(
                "A",
                "record A(int a) {} record B(long b, String more) {} record C(String c) {} record G() {} enum E {X}");
        Types before = of(
                old.loadClass("v.A"),
                old.loadClass("v.B"),
                old.loadClass("v.C"),
                old.loadClass("v.D"),
                old.loadClass("v.E"),
                old.loadClass("v.F"));
        Types now = Types.builder()
                .register(
                        fresh.loadClass("v.A"),
                        fresh.loadClass("v.B"),
                        fresh.loadClass("v.C"),
                        fresh.loadClass("v.E"),
                        fresh.loadClass("v.G"))
                .forget("v.F")
                .build();
        assertThat(now.changes(before.schemas()))
                .extracting(change -> change.name() + " " + change.outcome())
                .containsExactly(
                        "v.A IDENTICAL",
                        "v.B COMPATIBLE",
                        "v.C NEEDS_MIGRATION",
                        "v.D NEEDS_MIGRATION",
                        "v.E NEEDS_MIGRATION",
                        "v.F FORGOTTEN",
                        "v.G NEW");
        assertThat(now.changes(before.schemas()).get(1).detail())
                .isEqualTo("b: int becomes long, new: java.lang.String more, gone: int gone");
        assertThatExceptionOfType(IncompatibleCheckpointException.class)
                .isThrownBy(() -> now.continuing(before.schemas()))
                .withMessageContainingAll("class v.C", "class v.D", "enum v.E");
    }
}
