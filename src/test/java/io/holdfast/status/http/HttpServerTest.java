package io.holdfast.status.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.common.ThreadWorkers;
import io.holdfast.kafka.ManualTime;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Clients of all kinds, over real sockets, in a time that the test moves. Planted defects: no deadline for reading, none for writing, no bound on
 * the head, no room made for newer connections, a body that answers HEAD.
 */
class HttpServerTest {

    private static final int LARGE = 16 << 20;
    private static final Response LARGE_ANSWER = Response.of(200, "text/plain", new byte[LARGE]);

    private final ManualTime time = new ManualTime();
    private final CountDownLatch slowAnswer = new CountDownLatch(1);
    private final CountDownLatch slowAsked = new CountDownLatch(1);
    private final CountDownLatch largeAsked = new CountDownLatch(1);
    private HttpServer server;

    private final Handler handler = new Handler() {
        @Override
        public boolean mayWait(Request request) {
            return request.path().equals("/slow");
        }

        @Override
        public Response handle(Request request) throws Exception {
            return answer(request);
        }
    };

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), handler, new ThreadWorkers("test"), time);
    }

    @AfterEach
    void close() {
        slowAnswer.countDown();
        server.close();
    }

    private Response answer(Request request) throws Exception {
        switch (request.path()) {
            case "/slow" -> {
                slowAsked.countDown();
                assertThat(slowAnswer.await(60, TimeUnit.SECONDS)).isTrue();
                return Response.json(200, "\"at last\"");
            }
            case "/large" -> {
                largeAsked.countDown();
                return LARGE_ANSWER;
            }
            case "/broken" -> throw new IllegalStateException("broken");
            default -> {
                return Response.of(
                        200,
                        "text/plain",
                        (request.method() + " " + request.path() + " " + request.query() + " " + request.body())
                                .getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private String ask(String request) throws IOException {
        return RawClient.ask(server.port(), request);
    }

    private static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    }

    private void pass(Duration duration) {
        time.advance(duration);
    }

    @Test
    void answersAndCloses() throws Exception {
        assertThat(ask(get("/a%20b?one=1&two=%C3%A4")))
                .startsWith("HTTP/1.1 200 OK\r\n")
                .contains("Content-Type: text/plain\r\n", "Connection: close\r\n")
                .endsWith("\r\n\r\nGET /a b {one=1, two=ä} ");
    }

    @Test
    void answersSeveralRequestsOnOneConnection() throws Exception {
        try (RawClient client = new RawClient(server.port())) {
            client.send("GET /1 HTTP/1.1\r\nHost: x\r\n\r\nGET /2 HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(client.answer()).contains("keep-alive").endsWith("GET /1 {} ");
            assertThat(client.answer()).endsWith("GET /2 {} ");
            client.send(get("/3"));
            assertThat(client.rest()).endsWith("GET /3 {} ");
        }
    }

    @Test
    void answersHeadWithoutABody() throws Exception {
        assertThat(ask("HEAD / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                .contains("Content-Length: 10\r\n")
                .endsWith("\r\n\r\n");
    }

    @Test
    void takesASmallBody() throws Exception {
        assertThat(ask("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc"))
                .endsWith("POST / {} abc");
    }

    @Test
    void answersARequestThatComesByteByByte() throws Exception {
        try (RawClient client = new RawClient(server.port())) {
            for (char character : get("/x").toCharArray()) {
                client.send(String.valueOf(character));
            }
            assertThat(client.rest()).endsWith("GET /x {} ");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "400, 'nonsense\r\n\r\n', a request line",
        "400, '\r\n\r\n', a request line",
        "400, 'GET  / HTTP/1.1\r\n\r\n', a request line",
        "400, 'GET x HTTP/1.1\r\nHost: x\r\n\r\n', begins with a slash",
        "400, 'GET http://elsewhere/ HTTP/1.1\r\nHost: x\r\n\r\n', begins with a slash",
        "400, 'GET / HTTP/1.1\r\n\r\n', Host",
        "400, 'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n', one header host",
        "400, 'GET / HTTP/1.1\r\nHost x\r\n\r\n', Name: value",
        "400, 'GET / HTTP/1.1\r\nHost: x\r\n folded\r\n\r\n', Name: value",
        "400, 'GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n', hexadecimal",
        "400, 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n', not a number",
        "413, 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999\r\n\r\n', at most 16384 bytes",
        "501, 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n', Content-Length",
        "505, 'GET / HTTP/2.0\r\nHost: x\r\n\r\n', HTTP/1.1",
        "400, 'GET / FTP\r\nHost: x\r\n\r\n', HTTP/1.1",
    })
    void refusesWhatIsNotARequest(int status, String request, String says) throws Exception {
        assertThat(ask(request.replace("\\r", "\r").replace("\\n", "\n")))
                .startsWith("HTTP/1.1 " + status + " ")
                .contains("application/json", "{\"error\":\"", says);
    }

    @Test
    void refusesAHeadThatIsTooLarge() throws Exception {
        String header = "X: " + "x".repeat(1000) + "\r\n";
        assertThat(ask("GET / HTTP/1.1\r\nHost: x\r\n" + header.repeat(9) + "\r\n"))
                .startsWith("HTTP/1.1 431 ");
        assertThat(ask("GET /" + "x".repeat(10_000))).startsWith("HTTP/1.1 431 ");
        assertThat(ask("GET / HTTP/1.1\r\nHost: x\r\n" + "A: b\r\n".repeat(200) + "\r\n"))
                .startsWith("HTTP/1.1 431 ");
    }

    /** Much more than any buffer between here and there holds; the server must not need it all to say no. */
    @Test
    void refusesARequestWithoutEnd() throws Exception {
        try (RawClient client = new RawClient(server.port())) {
            client.send("GET / HTTP/1.1\r\nHost: x\r\n");
            assertThat(client.send("X: " + "y".repeat(20_000)).answer()).startsWith("HTTP/1.1 431 ");
        }
    }

    @Test
    void saysThatAnAnswerCouldNotBeFound() throws Exception {
        assertThat(ask(get("/broken"))).startsWith("HTTP/1.1 500 ").doesNotContain("IllegalState");
        assertThat(ask(get("/next"))).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void dropsAClientThatNeverFinishesItsRequest() throws Exception {
        try (RawClient silent = new RawClient(server.port());
                RawClient slow = new RawClient(server.port())) {
            slow.send("GET / HTTP/1.1\r\nHo");
            // Answered after those that came before were accepted: their time has begun.
            assertThat(ask(get("/first"))).startsWith("HTTP/1.1 200 ");
            pass(Duration.ofSeconds(9));
            assertThat(ask(get("/meanwhile"))).startsWith("HTTP/1.1 200 ");
            slow.send("st: x\r\n");
            assertThat(ask(get("/meanwhile"))).startsWith("HTTP/1.1 200 ");
            pass(Duration.ofSeconds(2));
            assertThat(silent.isClosed()).isTrue();
            assertThat(slow.isClosed()).isTrue();
        }
    }

    @Test
    void dropsAClientThatNeverReadsItsAnswer() throws Exception {
        try (RawClient deaf = new RawClient(server.port())) {
            deaf.send(get("/large"));
            assertThat(largeAsked.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(ask(get("/meanwhile"))).startsWith("HTTP/1.1 200 ");
            // Its time begins when the answer is begun, which nobody sees: so more passes until it is over.
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
                pass(Duration.ofSeconds(31));
                return server.connections() == 0;
            });
            assertThat(deaf.rest().length()).as("what the buffers held").isLessThan(LARGE);
        } catch (SocketException reset) {
            assertThat(reset).hasMessageContaining("reset");
        }
    }

    @Test
    void makesRoomForNewClientsWhenSilentOnesTakeAllPlaces() throws Exception {
        List<RawClient> silent = new ArrayList<>();
        try {
            for (int i = 0; i < 3 * HttpServer.CONNECTIONS; i++) {
                silent.add(new RawClient(server.port()).send("GET"));
            }
            assertThat(ask(get("/x"))).startsWith("HTTP/1.1 200 ");
            assertThat(silent.get(0).isClosed()).isTrue();
        } finally {
            for (RawClient client : silent) {
                client.close();
            }
        }
    }

    @Test
    void makesRoomForNewClientsWhenDeafOnesTakeAllPlaces() throws Exception {
        List<RawClient> deaf = new ArrayList<>();
        try {
            for (int i = 0; i < 3 * HttpServer.CONNECTIONS; i++) {
                deaf.add(new RawClient(server.port()).send(get("/large")));
            }
            assertThat(ask(get("/x"))).startsWith("HTTP/1.1 200 ");
        } finally {
            for (RawClient client : deaf) {
                client.close();
            }
        }
    }

    /** The disk may hang: whoever asks whether the job lives must not wait for it. */
    @Test
    void answersOthersWhileAnAnswerWaitsForTheDisk() throws Exception {
        List<RawClient> waiting = new ArrayList<>();
        try {
            for (int i = 0; i < HttpServer.WAITING; i++) {
                waiting.add(new RawClient(server.port()).send(get("/slow")));
            }
            assertThat(slowAsked.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(ask(get("/x"))).startsWith("HTTP/1.1 200 ");
            assertThat(ask(get("/slow"))).startsWith("HTTP/1.1 503 ").contains("too many");
            slowAnswer.countDown();
            for (RawClient client : waiting) {
                assertThat(client.rest()).endsWith("at last\"");
            }
        } finally {
            for (RawClient client : waiting) {
                client.close();
            }
        }
    }

    @Test
    void dropsAClientWhoseAnswerIsNotFoundInTime() throws Exception {
        try (RawClient client = new RawClient(server.port())) {
            client.send(get("/slow"));
            assertThat(slowAsked.await(30, TimeUnit.SECONDS)).isTrue();
            pass(Duration.ofSeconds(61));
            assertThat(client.isClosed()).isTrue();
        }
    }

    @Test
    void endsWhileAnAnswerIsStillSought() throws Exception {
        try (RawClient client = new RawClient(server.port())) {
            client.send(get("/slow"));
            assertThat(slowAsked.await(30, TimeUnit.SECONDS)).isTrue();
            server.close();
            assertThat(client.isClosed()).isTrue();
        }
        int port = server.port();
        assertThatThrownBy(() -> new RawClient(port).close()).isInstanceOf(IOException.class);
    }

    @Test
    void doesNotShareAPort() {
        assertThatThrownBy(() -> HttpServer.start(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()),
                        handler,
                        new ThreadWorkers("test"),
                        time))
                .isInstanceOf(BindException.class);
    }
}
