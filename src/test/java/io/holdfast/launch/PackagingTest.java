package io.holdfast.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.configuration.Keys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The recipes say what the code does. Planted: an exit code that is missing in the unit, and a grace of less than the stop takes. */
class PackagingTest {

    private static final Path PACKAGING = Path.of("src/main/resources/io/holdfast/packaging");

    private static String find(String file, String pattern) throws IOException {
        Matcher matcher =
                Pattern.compile(pattern, Pattern.MULTILINE).matcher(Files.readString(PACKAGING.resolve(file)));
        assertThat(matcher.find()).as("%s in %s", pattern, file).isTrue();
        return matcher.group(1);
    }

    @Test
    void systemdRestartsWhatARestartCanMend() throws IOException {
        List<String> hopeless = Arrays.stream(ExitCode.values())
                .filter(code -> code != ExitCode.STOPPED && !code.isForRestart())
                .map(code -> String.valueOf(code.number()))
                .toList();
        assertThat(find("holdfast@.service", "^RestartPreventExitStatus=(.*)$").split(" "))
                .containsExactlyElementsOf(hopeless);
        assertThat(find("holdfast@.service", "^Restart=(.*)$")).isEqualTo("on-failure");
    }

    @Test
    void aStopHasTheTimeThatItMayTake() throws IOException {
        Duration stop = Keys.STOP_TIMEOUT.requiredFallback().plusSeconds(2);
        assertThat(Duration.ofSeconds(Long.parseLong(find("holdfast@.service", "^TimeoutStopSec=(\\d+)s$"))))
                .isGreaterThan(stop);
        assertThat(Duration.ofSeconds(
                        Long.parseLong(find("kubernetes.yaml", "terminationGracePeriodSeconds: (\\d+)$"))))
                .isGreaterThan(stop);
        assertThat(Duration.ofSeconds(Long.parseLong(find("Dockerfile", "docker stop -t (\\d+)"))))
                .isGreaterThan(stop);
    }

    /** Java says nothing of an archive that is not there. */
    @Test
    void theContainerStartsWithTheClassesThatItsRecipeArchived() throws IOException {
        assertThat(find("Dockerfile", "-XX:SharedArchiveFile=([^\"]*)\""))
                .isEqualTo(find("Dockerfile", "-XX:ArchiveClassesAtExit=(\\S*) "));
    }

    /** Planted: a probe for a page that listens on the pod's own loopback interface. */
    @Test
    void kubernetesProbesReachTheStatusPage() throws IOException {
        assertThat(find("kubernetes.yaml", "^ +status-address = (.*)$")).isEqualTo("0.0.0.0");
        String port = find("kubernetes.yaml", "^ +status-port = (.*)$");
        assertThat(find("kubernetes.yaml", "livenessProbe:\\s+httpGet: (.*)$"))
                .isEqualTo("{path: /health/live, port: " + port + "}");
        assertThat(find("kubernetes.yaml", "readinessProbe:\\s+httpGet: (.*)$"))
                .isEqualTo("{path: /health/ready, port: " + port + "}");
        assertThat(find("kubernetes.yaml", "name: (HOLDFAST_STATUS_TOKEN)$")).isEqualTo(Keys.STATUS_TOKEN.variable());
    }

    /** Two processes on one directory would shut each other out. */
    @Test
    void kubernetesHasOneReplicaAtATime() throws IOException {
        assertThat(find("kubernetes.yaml", "replicas: (.*)$")).isEqualTo("1");
        assertThat(find("kubernetes.yaml", "strategy:\\s+type: (.*)$")).isEqualTo("Recreate");
        assertThat(find("kubernetes.yaml", "accessModes: (.*)$")).isEqualTo("[ReadWriteOncePod]");
    }
}
