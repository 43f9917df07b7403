package io.holdfast.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.configuration.Keys;
import io.holdfast.configuration.Values;
import io.holdfast.failure.ConfigurationException;
import io.holdfast.status.http.RawClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The status page of a job that runs. Planted defects: a page that is opened after the directory was taken over, a token compared by its
 * first letters, an address that needs none, a Host header that is not looked at, a cookie that holds the token, broadcast values
 * in the answer.
 */
class StatusPageTest {

    private static final String TOKEN = "s3cret-s3cret-s3cret";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private static String get(int port, String path, String... headers) throws IOException {
        return ask(port, "GET", path, headers);
    }

    private static String ask(int port, String method, String path, String... headers) throws IOException {
        StringBuilder request = new StringBuilder(method + " " + path + " HTTP/1.1\r\nConnection: close\r\n");
        List<String> all = new ArrayList<>(List.of(headers));
        if (all.stream().noneMatch(header -> header.startsWith("Host:"))) {
            all.add("Host: localhost:" + port);
        }
        all.forEach(header -> request.append(header).append("\r\n"));
        return RawClient.ask(port, request + "\r\n");
    }

    private static JsonNode json(int port, String path) throws IOException {
        String answer = get(port, path);
        assertThat(answer).startsWith("HTTP/1.1 200 ");
        return new ObjectMapper().readTree(answer.substring(answer.indexOf("\r\n\r\n")));
    }

    private static void awaitBatches(WatchedJob job, long batches) {
        Awaitility.await().atMost(PATIENCE).until(() -> job.published.get() >= batches);
    }

    private static int status(String answer) {
        return Integer.parseInt(answer.substring(9, 12));
    }

    @Test
    void saysHowTheJobStands() throws Exception {
        try (WatchedJob job = new WatchedJob(directory, StatusPage.onPort(0))) {
            awaitBatches(job, 5);
            JsonNode status = json(job.port(), "/api/v1/status");
            assertThat(status.at("/info/job").asText()).isEqualTo("watched");
            assertThat(status.at("/info/batchIntervalMillis").asLong()).isEqualTo(50);
            assertThat(status.at("/level").asText()).isEqualTo("HEALTHY");
            assertThat(status.at("/status/phase").asText()).isEqualTo("RUNNING");
            assertThat(status.at("/status/records").asLong()).isPositive();
            assertThat(status.at("/status/sources/1/name").asText()).isEqualTo("numbers");
            assertThat(status.at("/status/sources/1/splits").size()).isEqualTo(2);
            assertThat(status.at("/status/sources/1/splits/0/end").asLong()).isPositive();
            assertThat(status.at("/status/operators/0/keys").asLong()).isEqualTo(10);
            assertThat(status.at("/status/operators/0/cacheBytes").asLong()).isPositive();
            assertThat(status.at("/status/operators/0/storeBytes").asLong()).isPositive();
            assertThat(status.at("/status/sinks/0/name").asText()).isEqualTo("lines");
            assertThat(status.at("/status/checkpoint/fileBytes").asLong()).isPositive();
            assertThat(status.at("/status/starts/0/readyAfterMillis").asDouble())
                    .isPositive();
        }
    }

    @Test
    void givesBatchesThatAreNew() throws Exception {
        try (WatchedJob job = new WatchedJob(directory, StatusPage.onPort(0))) {
            awaitBatches(job, 5);
            Awaitility.await().atMost(PATIENCE).until(() -> json(job.port(), "/api/v1/batches")
                    .at("/batches/2/publishMillis")
                    .isNumber());
            JsonNode first = json(job.port(), "/api/v1/batches");
            assertThat(first.at("/batches").size()).isGreaterThanOrEqualTo(5);
            long change = first.at("/change").asLong();
            awaitBatches(job, job.published.get() + 5);
            JsonNode more = json(job.port(), "/api/v1/batches?since=" + change);
            assertThat(more.at("/batches"))
                    .isNotEmpty()
                    .allSatisfy(row -> assertThat(row.at("/change").asLong()).isGreaterThan(change));
        }
    }

    @Test
    void showsARetainedBatch() throws Exception {
        try (WatchedJob job = new WatchedJob(directory, StatusPage.onPort(0))) {
            awaitBatches(job, 5);
            JsonNode batch = json(job.port(), "/api/v1/batches/3");
            assertThat(batch.at("/manifest/batch").asLong()).isEqualTo(3);
            assertThat(batch.at("/row/batch").asLong()).isEqualTo(3);
            assertThat(batch.at("/sharedNames/0").asText()).isEqualTo("settings");
            assertThat(batch.at("/manifest/shared").isMissingNode()
                            || batch.at("/manifest/shared").isNull())
                    .as("values that may be secrets")
                    .isTrue();
            JsonNode nodes = batch.at("/graph/nodes");
            assertThat(StreamSupport.stream(nodes.spliterator(), false)
                            .map(node -> node.at("/name").asText()))
                    .contains("numbers", "counts", "lines", "more", "seen");
            long records = batch.at("/manifest/counts/source.numbers.records").asLong();
            assertThat(records).isPositive();
            // Source to map, map to the shuffle, state to what it is not known of, and lines to the sink.
            assertThat(batch.at("/graph/edges/0/records").asLong()).isEqualTo(records);
            assertThat(batch.at("/graph/edges/0/shuffle").asBoolean()).isFalse();
            assertThat(batch.at("/graph/edges/1/records").asLong()).isEqualTo(records);
            assertThat(batch.at("/graph/edges/1/shuffle").asBoolean()).isTrue();
            assertThat(batch.at("/graph/edges/2/records").isNull()).isTrue();
            assertThat(batch.at("/graph/edges/3/records").asLong()).isEqualTo(records);
            assertThat(batch.at("/graph/nodes/2/stage").asInt()).isEqualTo(1);
            assertThat(get(job.port(), "/api/v1/batches/0"))
                    .startsWith("HTTP/1.1 200 ")
                    .contains("TAKEOVER");
        }
    }

    @Test
    void showsARestart() throws Exception {
        try (WatchedJob job = new WatchedJob(directory, StatusPage.onPort(0))) {
            awaitBatches(job, 3);
            job.fails.set(true);
            Awaitility.await().atMost(PATIENCE).untilAsserted(() -> {
                JsonNode status = json(job.port(), "/api/v1/status").at("/status");
                assertThat(status.at("/restarts").asInt()).isEqualTo(1);
                assertThat(status.at("/starts/0/cause").asText()).contains("the database <b>is</b> away");
                assertThat(status.at("/starts/0/readyAfterMillis").isNumber()).isTrue();
            });
            awaitBatches(job, job.published.get() + 3);
            assertThat(get(job.port(), "/metrics")).contains("holdfast_restarts_total{job_name=\"watched\"} 1.0");
        }
    }

    @Test
    void doesNotSendWhatTheClientHas() throws Exception {
        try (WatchedJob job = new WatchedJob(directory, StatusPage.onPort(0))) {
            String page = get(job.port(), "/");
            String tag = page.replaceAll("(?s).*ETag: (\\S+).*", "$1");
            assertThat(get(job.port(), "/", "If-None-Match: " + tag))
                    .startsWith("HTTP/1.1 304 ")
                    .endsWith("\r\n\r\n");
            assertThat(page).contains("Content-Security-Policy: default-src 'none'", "X-Content-Type-Options: nosniff");
            assertThat(page).doesNotContain("<script>", "style=\"", "onclick");
        }
    }

    @Test
    void thePageIsSmall() throws Exception {
        try (WatchedJob job = new WatchedJob(directory, StatusPage.onPort(0))) {
            long bytes = 0;
            for (String file : List.of(
                    "/",
                    "/status.css",
                    "/status.js",
                    "/charts.js",
                    "/graph.js",
                    "/control.js",
                    "/uplot.js",
                    "/uplot.css")) {
                bytes += get(job.port(), file).length();
            }
            assertThat(bytes).isLessThan(300_000);
            assertThat(get(job.port(), "/uplot-licence.txt")).contains("MIT");
        }
    }

    /** Planted defects: the code overrules the configuration; a configured address loses the token. */
    @Test
    void whatTheOperatorSaysOverrulesTheCode() {
        Values none = Values.DEFAULTS;
        StatusPage said = StatusPage.onPort(1234).address("0.0.0.0").token("0123456789abcdef");
        assertThat(StatusPage.of(null, none, false)).isNull();
        assertThat(StatusPage.of(null, none, true)).hasToString("status page on localhost:4040");
        assertThat(StatusPage.of(said, none, false)).hasToString("status page on 0.0.0.0:1234, with a token");
        assertThat(StatusPage.of(said, none.with(Keys.STATUS_PAGE, false), true))
                .isNull();
        assertThat(StatusPage.of(null, none.with(Keys.STATUS_PAGE, true), false))
                .isNotNull();
        assertThat(StatusPage.of(said, none.with(Keys.STATUS_PORT, 5), false))
                .hasToString("status page on 0.0.0.0:5, with a token");
        assertThat(StatusPage.of(null, none.with(Keys.STATUS_PORT, 4040), true).isOrFree())
                .isFalse();
        assertThat(StatusPage.of(said, none.with(Keys.STATUS_ADDRESS, "localhost"), false))
                .hasToString("status page on localhost:1234, with a token");
        assertThat(StatusPage.of(said, none.with(Keys.STATUS_TOKEN, "fedcba9876543210"), false)
                        .token())
                .isEqualTo("fedcba9876543210");
        assertThatThrownBy(() -> StatusPage.of(null, none.with(Keys.STATUS_TOKEN, "short"), true))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("at least 16");
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /api/v1/status, 405",
        "DELETE, /, 405",
        "GET, /nothing, 404",
        "GET, /api/v1/nothing, 404",
        "GET, /health/nothing, 404",
        "GET, /status.css.map, 404",
        "GET, /../../etc/passwd, 404",
        "GET, /%2e%2e/%2e%2e/etc/passwd, 404",
        "GET, /api/v1/batches/99999999, 404",
        "GET, /api/v1/batches/-1, 400",
        "GET, /api/v1/batches/../../../etc/passwd, 400",
        "GET, /api/v1/batches/9999999999999999999999, 400",
        "GET, /api/v1/batches?since=x, 400",
    })
    void refusesWhatIsNotThere(String method, String path, int status) throws Exception {
        try (WatchedJob job = new WatchedJob(directory, StatusPage.onPort(0))) {
            String answer = ask(job.port(), method, path);
            assertThat(status(answer)).isEqualTo(status);
            assertThat(answer).contains("application/json", "{\"error\":\"");
        }
    }

    @Test
    void answersOnlyToNamesOfThisMachine() throws Exception {
        try (WatchedJob job = new WatchedJob(directory, StatusPage.onPort(0))) {
            for (String host : List.of("localhost", "127.0.0.1:1", "[::1]:80", "LOCALHOST:4040")) {
                assertThat(get(job.port(), "/api/v1/status", "Host: " + host)).startsWith("HTTP/1.1 200 ");
            }
            for (String host : List.of("evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "")) {
                assertThat(get(job.port(), "/api/v1/status", "Host: " + host)).startsWith("HTTP/1.1 421 ");
            }
        }
    }

    @Test
    void asksForTheToken() throws Exception {
        try (WatchedJob job = new WatchedJob(directory, StatusPage.onPort(0).token(TOKEN))) {
            int port = job.port();
            for (String path :
                    List.of("/", "/api/v1/status", "/api/v1/batches/1", "/metrics", "/status.js", "/nothing")) {
                assertThat(get(port, path)).startsWith("HTTP/1.1 401 ").contains("WWW-Authenticate: Bearer");
            }
            assertThat(get(port, "/api/v1/status", "Authorization: Bearer " + TOKEN))
                    .startsWith("HTTP/1.1 200 ");
            assertThat(get(port, "/api/v1/status", "Authorization: bearer " + TOKEN, "Host: job.example"))
                    .startsWith("HTTP/1.1 200 ");
            for (String wrong : List.of("s3cret", TOKEN + "x", "", TOKEN.substring(1), "S" + TOKEN.substring(1))) {
                assertThat(get(port, "/api/v1/status", "Authorization: Bearer " + wrong))
                        .startsWith("HTTP/1.1 401 ");
                assertThat(get(port, "/?token=" + wrong)).startsWith("HTTP/1.1 401 ");
            }
            assertThat(get(port, "/", "Accept: text/html"))
                    .startsWith("HTTP/1.1 401 ")
                    .contains("<form");
            assertThat(get(port, "/status.css")).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void theTokenBecomesACookieOnce() throws Exception {
        try (WatchedJob job = new WatchedJob(directory, StatusPage.onPort(0).token(TOKEN))) {
            String answer = get(job.port(), "/?token=" + TOKEN);
            assertThat(answer)
                    .startsWith("HTTP/1.1 303 ")
                    .contains("Location: ./\r\n", "HttpOnly; SameSite=Strict")
                    .doesNotContain(TOKEN);
            String cookie = answer.replaceAll("(?s).*Set-Cookie: ([^;]+);.*", "$1");
            assertThat(get(job.port(), "/", "Cookie: other=1; " + cookie)).startsWith("HTTP/1.1 200 ");
            assertThat(get(job.port(), "/", "Cookie: " + cookie.replaceAll("=.*", "=" + TOKEN)))
                    .startsWith("HTTP/1.1 401 ");
        }
    }

    @Test
    void healthIsToldWithoutTheToken() throws Exception {
        try (WatchedJob job = new WatchedJob(directory, StatusPage.onPort(0).token(TOKEN))) {
            assertThat(get(job.port(), "/health/live"))
                    .startsWith("HTTP/1.1 200 ")
                    .endsWith("{\"status\":\"live\"}\n");
            assertThat(get(job.port(), "/health/ready")).startsWith("HTTP/1.1 200 ");
            assertThat(ask(job.port(), "HEAD", "/health/ready")).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void aBusyPortIsToldBeforeAnythingIsTouched() throws Exception {
        try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> new WatchedJob(directory, StatusPage.onPort(busy.getLocalPort())))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContainingAll(
                            "'watched'", String.valueOf(busy.getLocalPort()), "in use", "0 for one that is free");
            assertThat(directory).isEmptyDirectory();
            try (WatchedJob job = new WatchedJob(
                    directory, StatusPage.onPort(busy.getLocalPort()).orFree())) {
                assertThat(job.port()).isNotEqualTo(busy.getLocalPort());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1"})
    void anAddressForOthersNeedsAToken(String address) {
        StatusPage page = StatusPage.onPort(0).address(address);
        assertThatThrownBy(page::socketAddress)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll(address, "token");
        assertThat(page.token(TOKEN).socketAddress().getPort()).isZero();
        assertThat(page.token(TOKEN).toString()).doesNotContain(TOKEN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "short", "fifteen-letters", "with a space in it all", "with\r\nheaders: too long"})
    void aTokenThatCanBeGuessedIsRefused(String token) {
        assertThatThrownBy(() -> StatusPage.onPort(0).token(token))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("at least 16");
    }

    @Test
    void theJobGoesOnWhateverClientsDo() throws Exception {
        List<RawClient> clients = new ArrayList<>();
        try (WatchedJob job = new WatchedJob(directory, StatusPage.onPort(0))) {
            awaitBatches(job, 2);
            for (int i = 0; i < 300; i++) {
                RawClient client = new RawClient(job.port());
                clients.add(client);
                try {
                    client.send(
                            switch (i % 4) {
                                case 0 -> "";
                                case 1 -> "GET / HTTP/1.1\r\nHo";
                                case 2 -> "GET /api/v1/batches HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(50);
                                default -> "\0\1\2" + "x".repeat(9_000);
                            });
                } catch (IOException unwelcome) {
                    // The server may have let go of it already.
                    continue;
                }
            }
            awaitBatches(job, job.published.get() + 5);
            assertThat(get(job.port(), "/health/ready")).startsWith("HTTP/1.1 200 ");
        } finally {
            for (RawClient client : clients) {
                client.close();
            }
        }
    }

    /** Planted defect: who watches hears no more than that nobody answers. */
    @Test
    void whoWatchesHearsHowTheJobEnded() throws Exception {
        try (WatchedJob job = new WatchedJob(directory, StatusPage.onPort(0))) {
            awaitBatches(job, 1);
            int port = job.port();
            json(port, "/api/v1/status");
            CompletableFuture<Void> stopped = CompletableFuture.runAsync(() -> {
                try {
                    job.stop();
                } catch (Exception e) {
                    throw new CompletionException(e);
                }
            });
            Awaitility.await()
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> json(port, "/api/v1/status")
                            .at("/findings/0/text")
                            .asText()
                            .equals("The job was stopped."));
            stopped.get();
            assertThatThrownBy(() -> get(port, "/")).isInstanceOf(IOException.class);
        }
    }

    @Test
    void thePageEndsWithTheJob() throws Exception {
        try (WatchedJob job = new WatchedJob(directory, StatusPage.onPort(0))) {
            awaitBatches(job, 1);
            int port = job.port();
            job.stop();
            assertThatThrownBy(() -> get(port, "/")).isInstanceOf(IOException.class);
        }
        Awaitility.await().atMost(PATIENCE).until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("holdfast-watched-status")));
    }
}
