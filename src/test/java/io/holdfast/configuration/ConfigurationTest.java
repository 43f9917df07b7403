package io.holdfast.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.failure.ConfigurationException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is given to a job from outside. Planted defects: the environment overrules the command line, the file overrules the
 * environment, the code overrules all, problems after the first are dropped, a bound is not looked at, lines are counted from
 * zero, a continued line is read as two, and a secret is shown.
 */
class ConfigurationTest {

    private final Path file;

    ConfigurationTest(@TempDir Path directory) {
        file = directory.resolve("job.properties");
    }

    private Configuration read(String text, Map<String, String> environment, String... sets) throws IOException {
        Files.writeString(file, text);
        return Configuration.read(file, environment, List.of(sets));
    }

    private static Map<String, String> origins(Configuration configuration) {
        return configuration
                .over(Values.DEFAULTS.with(Keys.MAX_RESTARTS, 7).with(Keys.RETAINED_BATCHES, 8))
                .all()
                .stream()
                .filter(setting -> !setting.origin().equals(Setting.DEFAULT))
                .collect(Collectors.toMap(
                        setting -> setting.key().name(), setting -> setting.shown() + " " + setting.origin()));
    }

    @Test
    void codeIsOverruledByTheFileThatByTheEnvironmentAndThatByTheCommandLine() throws IOException {
        Configuration configuration = read(
                """
                # comment
                retained-batches = 10
                parallelism=3
                batch-interval: 100ms
                """,
                Map.of("HOLDFAST_PARALLELISM", "4", "HOLDFAST_BATCH_INTERVAL", "200ms", "PATH", "/bin"),
                "batch-interval=300ms");
        assertThat(origins(configuration))
                .isEqualTo(Map.of(
                        "max-restarts", "7 the job's code",
                        "retained-batches", "10 " + file + ":2",
                        "parallelism", "4 HOLDFAST_PARALLELISM",
                        "batch-interval", "300ms --set batch-interval"));
    }

    @Test
    void theEnvironmentCanNameTheFileAndAnOptionAnother() throws IOException {
        Files.writeString(file, "parallelism=3");
        Map<String, String> environment = Map.of("HOLDFAST_CONFIG", file.toString());
        assertThat(Configuration.read(null, environment, List.of()).values().get(Keys.PARALLELISM))
                .isEqualTo(3);
        Path other = Files.writeString(file.resolveSibling("other"), "parallelism=5");
        assertThat(Configuration.read(other, environment, List.of()).values().get(Keys.PARALLELISM))
                .isEqualTo(5);
    }

    @Test
    void allProblemsAreToldAtOnceWithTheirPlacesAndWhatWasMeant() {
        assertThatThrownBy(() -> read(
                        """
                        paralelism = 4

                        batch-interval = 5
                        retained-batches = 0
                        parallelism = 1
                        parallelism = 2
                        """,
                        Map.of("HOLDFAST_MAX_RESTART", "1", "HOLDFAST_STATE_CACHE", "64 cows"),
                        "parallelism=1000",
                        "nonsense",
                        "colour=blue"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("the configuration is wrong:")
                .hasMessageContaining(file + ":1: there is no option 'paralelism', did you mean parallelism?")
                .hasMessageContaining(
                        file + ":3: batch-interval must be a time such as 50ms, 2s, 5m, 1h or 7d, found '5'")
                .hasMessageContaining(file + ":4: retained-batches must be at least 1, found 0")
                .hasMessageContaining(file + ":6: parallelism is in line 5 already")
                .hasMessageContaining("variable HOLDFAST_MAX_RESTART, did you mean HOLDFAST_MAX_RESTARTS?")
                .hasMessageContaining("HOLDFAST_STATE_CACHE: state-cache must be a size such as 512KB, 64MB or 2GB")
                .hasMessageContaining("--set parallelism: parallelism must be from 1 to 256, found 1000")
                .hasMessageContaining("--set nonsense is not of the form KEY=VALUE")
                .hasMessageContaining("'colour'; there are batch-interval, checkpoint-directory, ");
    }

    @Test
    void aFileThatIsNoneIsToldOf() throws IOException {
        assertThatThrownBy(() -> Configuration.read(file, Map.of(), List.of()))
                .hasMessage("the configuration is wrong: there is no configuration file " + file);
        Files.write(file, "parallelism=\u00e4".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> Configuration.read(file, Map.of(), List.of())).hasMessageContaining("not in UTF-8");
        Files.write(file, new byte[2 << 20]);
        assertThatThrownBy(() -> Configuration.read(file, Map.of(), List.of())).hasMessageContaining("more than 1 MB");
        assertThatThrownBy(() -> read("job.x=1\njob.path=C:\\users", Map.of()))
                .hasMessageContaining(file + ":2: malformed \\uxxxx");
        assertThatThrownBy(() -> Configuration.read(file.getParent(), Map.of(), List.of()))
                .hasMessageContaining("cannot read the configuration file");
    }

    /** A service called "holdfast" in the same namespace must not keep a job from starting. */
    @Test
    void variablesThatKubernetesSetsAreNotOurs() throws IOException {
        Map<String, String> links = Map.of(
                "HOLDFAST_SERVICE_HOST", "10.0.0.1",
                "HOLDFAST_SERVICE_PORT_HTTP", "80",
                "HOLDFAST_PORT", "tcp://10.0.0.1:80",
                "HOLDFAST_PORT_80_TCP_ADDR", "10.0.0.1",
                "HOLDFAST_JOB_SERVICE_HOST", "10.0.0.1");
        Configuration configuration = read("", links);
        assertThat(configuration.values().all())
                .allMatch(setting -> setting.origin().equals("default"));
        assertThat(configuration.settings().all()).isEmpty();
    }

    @Test
    void allTypesAreRead() throws IOException {
        Configuration configuration = read(
                """
                checkpoint-directory = hdfs://names:8020/job
                work-directory = /fast/disk
                trusted-file-systems = abfs , \\
                    s3a
                retained-for = 7d
                state-cache = 2gb
                max-records-per-batch = 5_000_000
                unknown-markers = out=skip, other=REPUBLISH
                """,
                Map.of());
        Values values = configuration.values();
        assertThat(values.find(Keys.CHECKPOINT_DIRECTORY).orElseThrow().text()).isEqualTo("hdfs://names:8020/job");
        assertThat(values.find(Keys.WORK_DIRECTORY)).contains(Path.of("/fast/disk"));
        assertThat(values.get(Keys.TRUSTED_FILE_SYSTEMS)).containsExactly("abfs", "s3a");
        assertThat(values.get(Keys.RETAINED_FOR)).isEqualTo(Duration.ofDays(7));
        assertThat(values.get(Keys.STATE_CACHE)).isEqualTo(2L << 30);
        assertThat(values.get(Keys.MAX_RECORDS_PER_BATCH)).isEqualTo(5_000_000);
        assertThat(values.get(Keys.UNKNOWN_MARKERS))
                .isEqualTo(Map.of("out", UnknownMarker.SKIP, "other", UnknownMarker.REPUBLISH));
        assertThat(origins(configuration).get("retained-for")).endsWith(file + ":5");
    }

    @Test
    void whatIsWrittenReadsAsTheSame() {
        for (Duration time :
                List.of(Duration.ZERO, Duration.ofMillis(1500), Duration.ofSeconds(90), Duration.ofDays(7))) {
            assertThat(ValueType.TIME_SPAN.read(ValueType.TIME_SPAN.write(time)))
                    .isEqualTo(time);
        }
        for (long bytes : List.of(0L, 1L, 1023L, 1024L, 1536L, 64L << 20, 3L << 40)) {
            assertThat(ValueType.BYTES.read(ValueType.BYTES.write(bytes))).isEqualTo(bytes);
        }
        assertThatThrownBy(() -> ValueType.BYTES.read("999999999999TB")).hasMessageContaining("is not a size");
    }
}
