package io.holdfast;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What {@code mvn package} made for users. Planted defects: Logback is not optional; a logging configuration at the top of the resources; no
 * module name; an engine package in the Javadoc.
 */
class PublishedArtifactsIT {

    private static Path artifact(String end) throws IOException {
        try (Stream<Path> files = Files.list(Path.of("target"))) {
            return files.filter(file ->
                            file.getFileName().toString().matches("holdfast-[0-9.]+(-SNAPSHOT)?" + Pattern.quote(end)))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no artifact " + end + " in target: run mvn package"));
        }
    }

    private static List<String> files(String end) throws IOException {
        try (JarFile jar = new JarFile(artifact(end).toFile())) {
            return jar.stream()
                    .filter(entry -> !entry.isDirectory())
                    .map(JarEntry::getName)
                    .toList();
        }
    }

    @Test
    void theLibraryHoldsOnlyWhatIsOurs() throws IOException {
        assertThat(files(".jar")).allMatch(name -> name.startsWith("io/holdfast/") || name.startsWith("META-INF/"));
        assertThat(files(".jar"))
                .filteredOn(name -> name.startsWith("META-INF/"))
                .allMatch(
                        name -> name.equals("META-INF/MANIFEST.MF") || name.startsWith("META-INF/maven/io.holdfast/"));
    }

    @Test
    void theLibraryHasAModuleName() throws IOException {
        try (JarFile jar = new JarFile(artifact(".jar").toFile())) {
            assertThat(jar.getManifest().getMainAttributes().getValue("Automatic-Module-Name"))
                    .isEqualTo("io.holdfast");
        }
    }

    @Test
    void sourcesAreThereAndOnlyPublicApiIsDocumented() throws IOException {
        assertThat(files("-sources.jar"))
                .contains("io/holdfast/StreamingContext.java", "io/holdfast/driver/Driver.java");
        assertThat(files("-javadoc.jar"))
                .contains("io/holdfast/StreamingContext.html", "io/holdfast/source/kafka/KafkaSource.html")
                .noneMatch(name -> name.startsWith("io/holdfast/driver/"))
                .noneMatch(name -> name.startsWith("io/holdfast/execution/"));
    }

    /** A library more on the class path of every user is a decision. */
    @Test
    void theLibraryBringsTheseLibrariesAndNoOthers() throws IOException {
        String pom = Files.readString(Path.of("pom.xml"));
        String dependencies = pom.substring(pom.indexOf("</dependencyManagement>"), pom.indexOf("<build>"));
        assertThat(Pattern.compile("<dependency>.*?</dependency>", Pattern.DOTALL)
                        .matcher(dependencies)
                        .results()
                        .map(found -> found.group())
                        .filter(text -> !text.contains("<optional>true") && !text.contains("<scope>test"))
                        .map(text -> text.replaceAll("(?s).*?<artifactId>(.*?)</artifactId>.*", "$1")))
                .containsExactlyInAnyOrder(
                        "rocksdbjni",
                        "kafka-clients",
                        "kryo5",
                        "jackson-databind",
                        "lz4-java",
                        "commons-codec",
                        "hadoop-client-api",
                        "hadoop-client-runtime",
                        "slf4j-api",
                        "jspecify",
                        "uplot",
                        "micrometer-core",
                        "micrometer-registry-prometheus");
    }
}
