package io.holdfast;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The table of who may use whom. An edge that is not here does not exist; the last tests show that the rules can fail. */
class ArchitectureTest {

    private static final String ROOT = "io.holdfast";

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    /** Package to the packages of ours that it may use; the root package is written as the empty string. */
    private static final Map<String, List<String>> OURS = new TreeMap<>();

    /** Package to the third-party packages that only it may use. */
    private static final Map<String, List<String>> LIBRARIES = new TreeMap<>();

    static {
        allow("common");
        allow("failure", "common");
        allow("function");
        allow("model", "function");
        allow("monitor", "common", "model");
        allow("metrics", "common", "model", "monitor");
        allow("status.http", "common");
        allow(
                "status",
                "status.http",
                "configuration",
                "common",
                "failure",
                "model",
                "storage",
                "format",
                "inspect",
                "monitor",
                "metrics");
        allow("codec", "common", "failure", "model");
        allow("storage", "common", "failure");
        allow("storage.local", "common", "failure", "storage");
        allow("storage.hadoop", "common", "failure", "storage");
        allow("location", "common", "failure", "storage", "storage.local", "storage.hadoop");
        allow("configuration", "common", "failure", "location");
        allow("format", "common", "failure", "codec", "storage");
        allow("checkpoint", "common", "failure", "format", "storage");
        allow("state", "common", "failure", "codec", "format", "storage");
        allow("state.rocksdb", "common", "failure", "state");
        allow("kafka", "common", "failure");
        allow("source", "common", "failure", "function", "format");
        for (String kind : List.of("kafka", "file", "generator", "queue", "receiver")) {
            allow("source." + kind, "common", "failure", "function", "format", "source", "kafka");
        }
        allow("sink", "common", "failure", "function", "model", "codec", "format");
        for (String kind : List.of("kafka", "foreach", "print")) {
            allow("sink." + kind, "common", "failure", "function", "model", "codec", "format", "sink", "kafka");
        }
        allow("sink.file", "common", "failure", "function", "codec", "format", "storage", "location", "sink");
        allow(
                "sink.hadoop",
                "common",
                "failure",
                "function",
                "model",
                "storage",
                "storage.hadoop",
                "location",
                "sink",
                "sink.file");
        allow("plan", "common", "failure", "function", "model", "format", "source", "sink");
        allow(
                "execution",
                "common",
                "failure",
                "function",
                "model",
                "codec",
                "format",
                "state",
                "source",
                "sink",
                "plan");
        allow(
                "driver",
                "configuration",
                "common",
                "failure",
                "function",
                "model",
                "codec",
                "storage",
                "format",
                "checkpoint",
                "state",
                "source",
                "sink",
                "plan",
                "execution",
                "monitor");
        allow(
                "",
                "configuration",
                "checkpoint",
                "maintenance",
                "common",
                "failure",
                "function",
                "model",
                "codec",
                "storage",
                "location",
                "state.rocksdb",
                "source",
                "sink",
                "sink.foreach",
                "sink.print",
                "plan",
                "driver",
                "status");
        allow(
                "demo",
                "",
                "common",
                "failure",
                "function",
                "model",
                "kafka",
                "source",
                "source.generator",
                "source.kafka",
                "sink",
                "sink.file",
                "sink.kafka",
                "status");
        allow("launch", "configuration", "common", "failure", "model", "driver");
        allow("drill.network", "common");
        allow(
                "drill",
                "launch",
                "configuration",
                "",
                "drill.network",
                "common",
                "failure",
                "function",
                "model",
                "codec",
                "storage",
                "storage.local",
                "location",
                "format",
                "checkpoint",
                "state.rocksdb",
                "kafka",
                "source",
                "sink",
                "sink.kafka",
                "plan",
                "execution",
                "driver");
        allow(
                "reader",
                "common",
                "failure",
                "codec",
                "storage",
                "location",
                "format",
                "checkpoint",
                "state",
                "state.rocksdb");
        allow("inspect", "common", "failure", "storage", "location", "format", "checkpoint");
        allow("maintenance", "common", "failure", "storage", "location", "format", "checkpoint", "inspect");
        allow(
                "testkit",
                "configuration",
                "",
                "testkit.simulation",
                "common",
                "failure",
                "model",
                "codec",
                "storage",
                "format",
                "checkpoint",
                "source",
                "sink",
                "plan",
                "driver");
        allow("testkit.simulation", "common", "failure", "state", "storage");
        allow(
                "bench",
                "",
                "common",
                "failure",
                "function",
                "model",
                "format",
                "kafka",
                "source",
                "source.generator",
                "source.kafka",
                "sink",
                "sink.file",
                "sink.kafka");
        allow(
                "cli",
                "launch",
                "configuration",
                "",
                "bench",
                "common",
                "failure",
                "codec",
                "format",
                "checkpoint",
                "demo",
                "driver",
                "drill",
                "inspect",
                "maintenance",
                "reader",
                "status");

        library("codec", "com.esotericsoftware.kryo.kryo5..");
        library("format", "com.fasterxml.jackson..", "net.jpountz..");
        library("storage.hadoop", "org.apache.hadoop..");
        library("sink.hadoop", "org.apache.hadoop..");
        library("metrics", "io.micrometer..");
        library("state", "org.apache.commons.codec..");
        library("state.rocksdb", "org.rocksdb..");
        library("kafka", "org.apache.kafka..");
        library("source.kafka", "org.apache.kafka..");
        library("sink.kafka", "org.apache.kafka..");
        library("demo", "org.apache.kafka..");
        library("bench", "com.fasterxml.jackson..", "org.apache.kafka..");
        library("inspect", "com.fasterxml.jackson..");
        library("drill", "com.fasterxml.jackson..");
        library("drill.network", "org.apache.kafka..");
        library("cli", "picocli..", "ch.qos.logback..");
    }

    private static void allow(String who, String... whom) {
        OURS.put(who, List.of(whom));
    }

    private static void library(String who, String... packages) {
        LIBRARIES.put(who, List.of(packages));
    }

    private static String full(String name) {
        return name.isEmpty() ? ROOT : ROOT + "." + name;
    }

    private static ArchRule rule(String who, List<String> whom) {
        List<String> allowed = new ArrayList<>(List.of("java..", "javax..", "org.slf4j..", "org.jspecify.."));
        allowed.add(full(who));
        whom.forEach(name -> allowed.add(full(name)));
        allowed.addAll(LIBRARIES.getOrDefault(who, List.of()));
        return classes()
                .that()
                .resideInAPackage(full(who))
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(allowed.toArray(String[]::new))
                        .or(JavaClass.Predicates.equivalentTo(Object[].class)));
    }

    @TestFactory
    Stream<DynamicTest> usesOnlyWhatTheTableAllows() {
        return OURS.entrySet().stream()
                .map(row -> DynamicTest.dynamicTest(full(row.getKey()), () -> rule(row.getKey(), row.getValue())
                        .check(CLASSES)));
    }

    @Test
    void everyPackageIsInTheTable() {
        TreeSet<String> found = new TreeSet<>();
        CLASSES.forEach(type -> found.add(type.getPackageName()));
        TreeSet<String> listed = new TreeSet<>();
        OURS.keySet().forEach(name -> listed.add(full(name)));
        assertThat(found).isEqualTo(listed);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.holdfast.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void clocksThreadsAndRandomnessComeThroughTheSeams() {
        bans().check(CLASSES);
    }

    private static ArchRule bans() {
        return noClasses()
                .that()
                .resideOutsideOfPackages(full("common"), full("demo"), full("cli"))
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(Thread.class, "sleep", long.class)
                .orShould()
                .callConstructor(Thread.class, Runnable.class)
                .orShould()
                .callConstructor(java.util.Random.class)
                .orShould()
                .callConstructor(java.io.ObjectInputStream.class, java.io.InputStream.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(java.util.concurrent.ExecutorService.class);
    }

    /** Planted violation: a package that is not allowed anything. */
    @Test
    void aMissingRowFails() {
        ArchRule tooStrict = rule("driver", List.of("common"));
        assertThatThrownBy(() -> tooStrict.check(CLASSES))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("io.holdfast.checkpoint");
    }

    /** Planted violation: the one class that may read the system clock. */
    @Test
    void aForbiddenCallFails() {
        ArchRule everywhere =
                noClasses().that(resideInAPackage(full("common"))).should().callMethod(System.class, "nanoTime");
        assertThatThrownBy(() -> everywhere.check(CLASSES)).isInstanceOf(AssertionError.class);
    }
}
