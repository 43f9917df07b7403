package io.holdfast.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.holdfast.failure.IncompatibleCheckpointException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What one version of a class wrote is read by another. Planted defects that these tests caught: components matched by
 * position instead of name; a new shape under the old id; an enum constant written by its ordinal; a removed component
 * not passed over.
 */
class TypesEvolutionTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private Versions versions() {
        return new Versions(directory);
    }

    private static Types of(Class<?>... classes) {
        return Types.builder().register(classes).build();
    }

    private static Object create(Class<?> type, @Nullable Object... arguments) throws ReflectiveOperationException {
        var constructor = type.getDeclaredConstructors()[0];
        constructor.setAccessible(true);
        return constructor.newInstance(arguments);
    }

    @Test
    void recordsAreReadByVersionsWithOtherComponents() throws Exception {
        Versions versions = versions();
        Class<?> old = versions.load(
                "R", "public record R(String gone, int wide, String kept, double removed, float precise) {}");
        Class<?> fresh = versions.load(
                "R", "public record R(boolean added, String kept, String text, long wide, double precise, char c) {}");
        Types before = of(old);
        byte[] oldBytes = Bytes.of(before, List.of(create(old, "g", -7, "k", 1.5, 0.5f), "end"));

        Types after = of(fresh).continuing(before.schemas());
        assertThat(Bytes.read(after, oldBytes))
                .hasToString("[R[added=false, kept=k, text=null, wide=-7, precise=0.5, c=\0], end]");

        byte[] newBytes = Bytes.of(after, List.of(create(fresh, true, "k", "t", 1L << 40, 2.5, 'c'), "end"));
        assertThat(Bytes.read(after, newBytes))
                .hasToString("[R[added=true, kept=k, text=t, wide=1099511627776, precise=2.5, c=c], end]");
        assertThat(after.schemas()).extracting(TypeSchema::id).containsExactly(64, 65);
    }

    @Test
    void theOlderVersionReadsWhatTheNewerWroteIfNothingIsLost() throws Exception {
        Versions versions = versions();
        Class<?> old = versions.load("R", "public record R(String kept, int removed) {}");
        Class<?> fresh = versions.load("R", "public record R(Object added, String kept) {}");
        Types after = of(fresh).continuing(of(old).schemas());
        byte[] bytes = Bytes.of(after, create(fresh, List.of(1), "k"));
        Types rolledBack = of(old).continuing(after.schemas());
        assertThat(Bytes.read(rolledBack, bytes)).hasToString("R[kept=k, removed=0]");
        assertThat(rolledBack.schemas()).isEqualTo(after.schemas());
        assertThat(Bytes.of(rolledBack, create(old, "k", 1))).startsWith(64);
    }

    @Test
    void nestedRecordsChangeOnTheirOwn() throws Exception {
        Versions versions = versions();
        String outer = "; record Outer(Inner inner, java.util.List<Inner> list) {}";
        ClassLoader old = versions.loadAll("Inner", "record Inner(int a)  {}" + outer.substring(1));
        ClassLoader fresh = versions.loadAll("Inner", "record Inner(int b, int a)  {}" + outer.substring(1));
        Class<?> oldInner = old.loadClass("v.Inner");
        Class<?> oldOuter = old.loadClass("v.Outer");
        Types before = of(oldOuter, oldInner);
        Object inner = create(oldInner, 5);
        byte[] bytes = Bytes.of(before, create(oldOuter, inner, List.of(inner)));
        Types after = of(fresh.loadClass("v.Outer"), fresh.loadClass("v.Inner")).continuing(before.schemas());
        assertThat(Bytes.read(after, bytes)).hasToString("Outer[inner=Inner[b=0, a=5], list=[Inner[b=0, a=5]]]");
    }

    @Test
    void aRemovedComponentMayTakeItsClassWithIt() throws Exception {
        Versions versions = versions();
        String parts = "record Part(int n, Object o) {} enum Kind {A, B} class Plain { int[] x = {1}; }";
        ClassLoader old = versions.loadAll("R", "record R(Part part, Kind kind, Object plain, int kept) {}" + parts);
        Class<?> fresh = versions.load("R", "public record R(int kept) {}");
        Class<?> part = old.loadClass("v.Part");
        Class<?> kind = old.loadClass("v.Kind");
        Class<?> plain = old.loadClass("v.Plain");
        Types before = of(old.loadClass("v.R"), part, kind, plain);
        Object thing = create(plain);
        Object value = create(
                old.loadClass("v.R"),
                create(part, 1, List.of(create(part, 2, null), Collections.singletonMap(1, thing), thing)),
                kind.getEnumConstants()[1],
                thing,
                42);
        assertThatExceptionOfType(IncompatibleCheckpointException.class)
                .isThrownBy(() -> of(fresh).continuing(before.schemas()))
                .withMessageContainingAll("v.Part", "v.Kind", "v.Plain", "forget(\"v.Part\")", "migrate(\"v.Kind\"");
        Types after = Types.builder()
                .register(fresh)
                .forget("v.Part")
                .forget("v.Kind")
                .forget("v.Plain")
                .build()
                .continuing(before.schemas());
        assertThat(Bytes.read(after, Bytes.of(before, List.of(value, "end")))).hasToString("[R[kept=42], end]");
        assertThatExceptionOfType(IncompatibleCheckpointException.class)
                .isThrownBy(() -> Bytes.read(after, Bytes.of(before, thing)))
                .withMessageContaining("v.Plain")
                .withMessageContaining("67")
                .withMessageContaining(".register(v.Plain.class)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "long|int",
                "int|short",
                "double|float",
                "int|double",
                "char|int",
                "int|Integer",
                "String|Object",
                "java.util.List<Integer>|java.util.List<Long>"
            })
    void aChangedTypeIsRefusedBeforeAnythingIsRead(String old, String fresh) throws Exception {
        Versions versions = versions();
        for (String form : List.of("public record R(int a, %s changed) {}", "public class R { int a; %s changed; }")) {
            Types before = of(versions.load("R", form.formatted(old)));
            Types now = of(versions.load("R", form.formatted(fresh)));
            assertThatExceptionOfType(IncompatibleCheckpointException.class)
                    .isThrownBy(() -> now.continuing(before.schemas()))
                    .withMessageContaining("v.R")
                    .withMessageContaining("changed")
                    .withMessageContaining(old.contains("List") ? "List<java.lang.Integer>" : old)
                    .withMessageContaining("old type back");
        }
    }

    @Test
    void plainClassesAreReadByVersionsWithOtherFields() throws Exception {
        Versions versions = versions();
        String common = "public String toString() { return getClass().getName() + list + wide + sub; } "
                + "static class Sub { %s public String toString() { return text; } } ";
        Class<?> old = versions.load(
                "P",
                "public class P { Object gone = new Sub(); java.util.List<Object> list ="
                        + " new java.util.ArrayList<>(java.util.List.of(1, 2)); int wide = 5; Sub sub = new Sub(); "
                        + common.formatted("String text = \"old\";") + "}");
        Class<?> fresh = versions.load(
                "P",
                "public class P { long wide; Sub sub; String added = \"initial\";"
                        + " java.util.List<Object> list; "
                        + common.formatted("int more = 3; String text = \"new\";")
                                .replace("+ sub;", "+ sub + added;") + "}");
        Types before = of(old, old.getDeclaredClasses()[0]);
        Object value = create(old);
        Types after = of(fresh, fresh.getDeclaredClasses()[0]).continuing(before.schemas());
        Object read = Bytes.readNonNull(after, Bytes.of(before, value));
        assertThat(read).hasToString("v.P[1, 2]5oldinitial");
        assertThat(Bytes.again(after, read)).hasToString("v.P[1, 2]5oldinitial");
        assertThat(after.schemas()).extracting(TypeSchema::id).containsExactly(64, 65, 66, 67);
    }

    @Test
    void theClassOfAStillPresentFieldMustStayRegistered() throws Exception {
        Versions versions = versions();
        String source = "class P { Object part = new Part(); } class Part {}";
        ClassLoader loader = versions.loadAll("P", source);
        Types before = of(loader.loadClass("v.P"), loader.loadClass("v.Part"));
        byte[] bytes = Bytes.of(before, create(loader.loadClass("v.P")));
        Types after = Types.builder()
                .register(loader.loadClass("v.P"))
                .forget("v.Part")
                .build()
                .continuing(before.schemas());
        assertThatExceptionOfType(IncompatibleCheckpointException.class)
                .isThrownBy(() -> Bytes.read(after, bytes))
                .withMessageContaining("v.Part");
    }

    @Test
    void enumConstantsMayMoveAndBeAdded() throws Exception {
        Versions versions = versions();
        Class<?> old = versions.load("E", "public enum E {A, B, C}");
        Class<?> moved = versions.load("E", "public enum E {C, B, A}");
        Class<?> grown = versions.load("E", "public enum E {D, C, A, B}");
        Types first = of(old);
        Types second = of(moved).continuing(first.schemas());
        Types third = of(grown).continuing(second.schemas());
        assertThat(second.schemas()).isEqualTo(first.schemas());
        assertThat(third.schemas()).extracting(TypeSchema::id).containsExactly(64, 65);
        for (Object constant : old.getEnumConstants()) {
            byte[] bytes = Bytes.ofKey(first, constant);
            for (Types later : List.of(second, third)) {
                Object read = Bytes.readNonNull(later, bytes);
                assertThat(read).hasToString(constant.toString());
                assertThat(Bytes.ofKey(later, read))
                        .as("bytes of a key never change")
                        .isEqualTo(bytes);
            }
        }
        assertThat(Bytes.again(third, grown.getEnumConstants()[0])).hasToString("D");
    }

    @Test
    void aRemovedEnumConstantIsRefusedUnlessNoneIsLeft() throws Exception {
        Versions versions = versions();
        Class<?> old = versions.load("E", "public enum E {A, B}");
        Types before = of(old);
        Class<?> fresh = versions.load("E", "public enum E {B}");
        assertThatExceptionOfType(IncompatibleCheckpointException.class)
                .isThrownBy(() -> of(fresh).continuing(before.schemas()))
                .withMessageContaining("constant A of enum v.E")
                .withMessageContaining("forget(\"v.E\")");
        Types after = Types.builder().register(fresh).forget("v.E").build().continuing(before.schemas());
        assertThat(Bytes.read(after, Bytes.of(before, old.getEnumConstants()[1])))
                .hasToString("B");
        assertThatExceptionOfType(IncompatibleCheckpointException.class)
                .isThrownBy(() -> Bytes.read(after, Bytes.of(before, old.getEnumConstants()[0])))
                .withMessageContaining("constant A of enum v.E");
    }

    @Test
    void aRecordThatChangedIsNoKeyAnyMore() throws Exception {
        Versions versions = versions();
        Types before = of(versions.load("K", "public record K(int a) {}"));
        Class<?> fresh = versions.load("K", "public record K(int a, int b) {}");
        Types after = of(fresh).continuing(before.schemas());
        Object key = create(fresh, 1, 2);
        assertThat(Bytes.ofKey(of(fresh), key)).isNotEmpty();
        assertThatExceptionOfType(IncompatibleCheckpointException.class)
                .isThrownBy(() -> Bytes.ofKey(after, List.of(key)))
                .withMessageContaining("v.K");
    }

    @Test
    void idsStayWhateverTheOrderOfRegistration() {
        Types first = of(SampleTypes.Point.class, SampleTypes.Color.class, SampleTypes.Empty.class);
        Types second = Types.builder()
                .register(SampleTypes.Circle.class, SampleTypes.Empty.class, SampleTypes.Point.class)
                .forget(SampleTypes.Color.class.getName())
                .build()
                .continuing(first.schemas());
        assertThat(second.schemas().stream()
                        .map(schema -> schema.id() + " " + schema.name().replaceAll(".*\\$", "")))
                .containsExactly("64 Point", "65 Color", "66 Empty", "67 Circle");
        assertThat(second.continuing(second.schemas()).schemas()).isEqualTo(second.schemas());
    }

    @Test
    void historiesThatCannotBeAreRefused() {
        Types types = SampleTypes.types();
        TypeSchema sound = new TypeSchema(64, "v.X", "record", List.of());
        for (List<TypeSchema> history : List.of(
                List.of(sound, new TypeSchema(64, "v.Y", "record", List.of())),
                List.of(new TypeSchema(63, "v.X", "record", List.of())),
                List.of(new TypeSchema(Integer.MAX_VALUE, "v.X", "record", List.of())),
                List.of(new TypeSchema(64, "v.X", "something", List.of())))) {
            assertThatExceptionOfType(IncompatibleCheckpointException.class)
                    .isThrownBy(() -> types.continuing(history))
                    .withMessageContaining("v.");
        }
    }

    /** Planted defect: Class.forName on the name in a schema. */
    @Test
    void aClassThatOnlyTheCheckpointNamesIsNeverLoaded() {
        TypeSchema trap = new TypeSchema(64, TypesEvolutionTest.class.getName() + "$Trap", "record", List.of());
        Types types = Types.builder().forget(trap.name()).build().continuing(List.of(trap));
        assertThatExceptionOfType(IncompatibleCheckpointException.class)
                .isThrownBy(() -> Bytes.read(types, new byte[] {64}))
                .withMessageContaining("Trap");
        assertThat(System.getProperty("holdfast.test.trap")).isNull();
        assertThat(types.schemas()).containsExactly(trap);
    }

    @SuppressWarnings("unused") // only its name is
    private record Trap() {
        static {
            System.setProperty("holdfast.test.trap", "sprung");
        }
    }
}
