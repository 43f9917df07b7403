package io.holdfast.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.failure.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The user's own keys. Planted defects: the environment is not looked at, overrules the command line, and secrets are shown. */
class SettingsTest {

    private final Path file;

    SettingsTest(@TempDir Path directory) {
        file = directory.resolve("job.properties");
    }

    private Settings read(String text, Map<String, String> environment, String... sets) throws IOException {
        Files.writeString(file, text);
        return Configuration.read(file, environment, List.of(sets)).settings();
    }

    @Test
    void valuesHaveTheTypeThatIsAskedFor() throws IOException {
        Settings settings = read(
                "job.topic=clicks\njob.splits=4\njob.idle=20s\njob.buffer=64MB\njob.late=true\njob.most=5000000000",
                Map.of());
        assertThat(settings.text("topic")).contains("clicks");
        assertThat(settings.text("other", "x")).isEqualTo("x");
        assertThat(settings.integer("splits", 1)).isEqualTo(4);
        assertThat(settings.time("idle", Duration.ZERO)).isEqualTo(Duration.ofSeconds(20));
        assertThat(settings.bytes("buffer", 0)).isEqualTo(64 << 20);
        assertThat(settings.flag("late", false)).isTrue();
        assertThat(settings.count("most", 0)).isEqualTo(5_000_000_000L);
        assertThat(settings.integer("none", 7)).isEqualTo(7);
    }

    @Test
    void aValueOfAnotherTypeSaysWhereItIsFromAndKeepsASecret() throws IOException {
        Settings settings = read("job.splits=four\njob.token=hunter2", Map.of());
        assertThatThrownBy(() -> settings.integer("splits", 1))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(file + ":1: job.splits must be a whole number, found 'four'");
        assertThatThrownBy(() -> settings.integer("token", 1)).message().doesNotContain("hunter2");
        assertThatThrownBy(() -> settings.required("password"))
                .hasMessage(
                        "the job needs job.password: give it in the configuration file, as HOLDFAST_JOB_PASSWORD, or with"
                                + " --set job.password=VALUE");
    }

    @Test
    void theEnvironmentOverrulesTheFileAndTheCommandLineBoth() throws IOException {
        Settings settings = read(
                "job.max-size=1\njob.maxSize=1\njob.b=1",
                Map.of("HOLDFAST_JOB_MAX_SIZE", "2", "HOLDFAST_JOB_B", "2", "HOLDFAST_JOB_NEW_KEY", "2"),
                "job.b=3");
        assertThat(settings.integer("max-size", 0)).isEqualTo(2);
        assertThat(settings.integer("maxSize", 0)).isEqualTo(1);
        assertThat(settings.integer("b", 0)).isEqualTo(3);
        assertThat(settings.integer("new-key", 0)).isEqualTo(2);
    }

    @Test
    void propertiesOfAClientAreTakenTogether() throws IOException {
        Settings settings = read(
                "job.kafka.fetch.max.bytes=1\njob.kafka.client-id=a\njob.kafkaesque=1",
                Map.of("HOLDFAST_JOB_KAFKA_SASL_JAAS_CONFIG", "secret stuff", "HOLDFAST_JOB_KAFKA_CLIENT_ID", "b"));
        assertThat(settings.under("kafka"))
                .isEqualTo(Map.of("fetch.max.bytes", "1", "client-id", "b", "sasl.jaas.config", "secret stuff"));
    }

    @Test
    void whatIsShownHasNoSecretsAndTellsWhatNobodyAskedFor() throws IOException {
        Settings settings = read(
                "job.topic=clicks\njob.db.password=hunter2\njob.db.api-key=hunter2\njob.tpoic=x",
                Map.of("HOLDFAST_JOB_SOME_TOKEN", "hunter2"));
        assertThat(settings.text("topic")).isPresent();
        assertThat(settings.required("some-token")).isEqualTo("hunter2");
        assertThat(settings.all().toString()).doesNotContain("hunter2");
        assertThat(settings.all())
                .filteredOn(Settings.Shown::asked)
                .extracting(Settings.Shown::key)
                .containsExactlyInAnyOrder("job.topic", "job.some.token");
    }
}
