package io.holdfast.status;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.status.http.RawClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A running job does what it is asked over HTTP; ControlTest says what each of it means. Planted defects: a command without the header, by GET, or
 * without the token is obeyed; a pause is not told; a savepoint is not begun.
 */
class ControlPagesTest {

    private static final String TOKEN = "s3cret-s3cret-s3cret";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String HEADER = "X-Holdfast-Control: yes\r\n";

    @TempDir
    private Path directory;

    private static String ask(int port, String method, String path, String headers) throws IOException {
        return RawClient.ask(
                port,
                method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + headers
                        + "Content-Length: 0\r\n\r\n");
    }

    private static String control(WatchedJob job, String command) throws IOException {
        return ask(job.port(), "POST", "/api/v1/control/" + command, HEADER);
    }

    private static JsonNode status(WatchedJob job) throws IOException {
        String answer = ask(job.port(), "GET", "/api/v1/status", "");
        return new ObjectMapper().readTree(answer.substring(answer.indexOf("\r\n\r\n")));
    }

    private static void awaitBatches(WatchedJob job, long more) {
        long before = job.published.get();
        Awaitility.await().atMost(PATIENCE).until(() -> job.published.get() >= before + more);
    }

    @Test
    void pausesAndGoesOn() throws Exception {
        try (WatchedJob job = new WatchedJob(directory, StatusPage.onPort(0))) {
            awaitBatches(job, 2);
            assertThat(status(job).at("/paused").asBoolean()).isFalse();
            assertThat(control(job, "pause")).startsWith("HTTP/1.1 202 ").contains("\"paused\":true");
            JsonNode paused = status(job);
            assertThat(paused.at("/paused").asBoolean()).isTrue();
            assertThat(paused.at("/level").asText()).isNotEqualTo("HEALTHY");
            assertThat(paused.at("/findings").toString()).contains("told to pause");
            assertThat(control(job, "resume")).startsWith("HTTP/1.1 202 ").contains("\"paused\":false");
            awaitBatches(job, 2);
        }
    }

    @Test
    void copiesTheNewestBatch() throws Exception {
        Path target = directory.resolve("savepoint");
        try (WatchedJob job = new WatchedJob(directory, StatusPage.onPort(0))) {
            awaitBatches(job, 2);
            assertThat(control(job, "snapshot")).startsWith("HTTP/1.1 202 ");
            assertThat(control(job, "savepoint?target=" + target)).startsWith("HTTP/1.1 202 ");
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> status(job).at("/savepoint/batch").isNumber());
            assertThat(target.resolve("batches")).isDirectory();
            JsonNode made = status(job).at("/savepoint");
            assertThat(made.at("/target").asText()).isEqualTo(target.toString());
            assertThat(made.at("/error").isNull()).isTrue();
            assertThat(control(job, "savepoint?target=" + target)).startsWith("HTTP/1.1 202 ");
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> status(job).at("/savepoint/error").isTextual());
            assertThat(status(job).at("/savepoint/error").asText()).contains(target.toString());
        }
    }

    @Test
    void stopsTheJob() throws Exception {
        try (WatchedJob job = new WatchedJob(directory, StatusPage.onPort(0))) {
            awaitBatches(job, 2);
            assertThat(control(job, "limit?source=more&recordsPerSecond=50")).startsWith("HTTP/1.1 202 ");
            assertThat(control(job, "stop")).startsWith("HTTP/1.1 202 ");
            job.awaitTermination();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET, pause, yes, 405, POST",
        "POST, pause, no, 403, X-Holdfast-Control",
        "POST, puase, yes, 404, did you mean 'pause'",
        "POST, format-the-disk, yes, 404, expected one of pause",
        "POST, savepoint, yes, 400, ?target=",
        "POST, limit?source=more, yes, 400, ?recordsPerSecond=",
        "POST, limit?source=more&recordsPerSecond=fast, yes, 400, 'fast'",
        "POST, limit?source=mor&recordsPerSecond=1, yes, 400, did you mean 'more'",
        "POST, limit?source=more&recordsPerSecond=-1, yes, 400, at least 0",
    })
    void refusesWhatIsNotMeant(String method, String command, String header, int status, String says) throws Exception {
        try (WatchedJob job = new WatchedJob(directory, StatusPage.onPort(0))) {
            assertThat(ask(job.port(), method, "/api/v1/control/" + command, header.equals("yes") ? HEADER : ""))
                    .startsWith("HTTP/1.1 " + status + " ")
                    .contains(says);
            assertThat(status(job).at("/paused").asBoolean()).isFalse();
        }
    }

    @Test
    void needsTheTokenIfThereIsOne() throws Exception {
        try (WatchedJob job = new WatchedJob(directory, StatusPage.onPort(0).token(TOKEN))) {
            assertThat(control(job, "pause")).startsWith("HTTP/1.1 401 ");
            String right = HEADER + "Authorization: Bearer " + TOKEN + "\r\n";
            assertThat(ask(job.port(), "POST", "/api/v1/control/resume", right))
                    .startsWith("HTTP/1.1 202 ")
                    .contains("\"paused\":false");
        }
    }
}
