package io.holdfast.source.receiver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.holdfast.failure.ConfigurationException;
import io.holdfast.source.SourcePlan;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Over real connections. */
class SocketTextSourceTest {

    private final LineServer server = new LineServer();

    @AfterEach
    void stopServer() throws Exception {
        server.close();
    }

    private SocketTextSource source() {
        return SocketTextSource.of(server.host(), server.port()).reconnectPause(Duration.ofMillis(1));
    }

    @Test
    void linesAreReadHoweverTheyAreCutIntoPackets() throws Exception {
        try (Reading<String> reading = new Reading<>(source());
                var client = server.accept()) {
            client.send("to be\r\nor n").send("ot\n\nzażółć\n");
            assertThat(reading.batchOf(4)).containsExactly("0to be", "1or not", "2", "3zażółć");
        }
    }

    @Test
    void bytesAreDecodedByTheCharsetThatWasSet() throws Exception {
        SocketTextSource latin = source().charset(StandardCharsets.ISO_8859_1);
        try (Reading<String> reading = new Reading<>(latin);
                var client = server.accept()) {
            client.send("déjà\n".getBytes(StandardCharsets.ISO_8859_1));
            assertThat(reading.batchOf(1)).containsExactly("0déjà");
        }
        assertThatThrownBy(() -> source().charset(StandardCharsets.UTF_16))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("option charset of a socket source")
                .hasMessageContaining("UTF-16");
    }

    /** Half a line may mean something else than the whole. */
    @Test
    void aConnectionThatEndsIsMadeAgainAndHalfALineIsDropped() throws Exception {
        SocketTextSource source = source();
        try (Reading<String> reading = new Reading<>(source)) {
            try (var client = server.accept()) {
                client.send("12\n34");
            }
            try (var client = server.accept()) {
                client.send("56\n");
                assertThat(reading.batchOf(2)).containsExactly("012", "156");
                assertThat(source.failures()).isEqualTo(1);
            }
        }
    }

    @Test
    void aServerThatIsNotThereYetIsTriedUntilItIs() throws Exception {
        int port = server.port();
        SocketTextSource source = source();
        server.close();
        try (Reading<String> reading = new Reading<>(source)) {
            await().until(() -> source.failures() >= 3);
            try (LineServer late = new LineServer(port);
                    var client = late.accept()) {
                client.send("at last\n");
                assertThat(reading.batchOf(1)).containsExactly("0at last");
            }
        }
    }

    @Test
    void aBatchThatFailedIsReadAgainOverTheSameConnection() throws Exception {
        SocketTextSource source = source();
        try (Reading<String> reading = new Reading<>(source);
                var client = server.accept()) {
            client.send("a\nb\n");
            reading.batchOf(2);
            reading.fail();
            client.send("c\n");
            assertThat(reading.batchOf(3)).containsExactly("0a", "1b", "2c");
            assertThat(source.failures()).isZero();
        }
    }

    /** The server is stopped by TCP: what it sends beyond the limit stays on the way. */
    @Test
    void noMoreLinesAreKeptThanAllowed() throws Exception {
        try (Reading<String> reading = new Reading<>(source().mostLines(2));
                var client = server.accept()) {
            client.send("a\nb\nc\nd\ne\n");
            assertThat(reading.batchOf(2)).containsExactly("0a", "1b");
            assertThat(reading.plan(10)).isEqualTo(SourcePlan.NOTHING);
            reading.commit();
            assertThat(reading.batchOf(2)).containsExactly("2c", "3d");
            reading.commit();
            assertThat(reading.batchOf(1)).containsExactly("4e");
        }
    }

    @Test
    void aLineThatIsTooLongEndsTheConnection() throws Exception {
        SocketTextSource source = source().maxLineBytes(20_000);
        String longest = "x".repeat(20_000);
        try (Reading<String> reading = new Reading<>(source)) {
            try (var client = server.accept()) {
                client.send(longest + "\r\n");
                assertThat(reading.batchOf(1)).containsExactly("0" + longest);
                client.send("short\nx" + longest + "\n");
            }
            try (var endless = server.accept()) {
                endless.send(longest + "xxx");
                try (var next = server.accept()) {
                    next.send("next\n");
                    assertThat(reading.batchOf(2)).containsExactly("1short", "2next");
                    assertThat(source.failures()).isEqualTo(2);
                }
            }
        }
    }

    @Test
    void anUnknownHostEndsTheJobWithItsName() throws Exception {
        try (Reading<String> reading = new Reading<>(SocketTextSource.of("no such host", 9))) {
            await().untilAsserted(() -> assertThatThrownBy(() -> reading.plan(1))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("host 'no such host' of a socket source is unknown; correct the name"));
        }
    }

    @Test
    void theEndOfTheJobEndsTheConnection() throws Exception {
        SocketTextSource source = source();
        Reading<String> reading = new Reading<>(source);
        try (var client = server.accept()) {
            reading.close();
            assertThat(client.hasGone()).isTrue();
        }
        assertThat(source.failures()).isZero();
    }

    @Test
    void optionsThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> SocketTextSource.of("localhost", 0))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("option port of a socket source must be from 1 to 65535, found 0");
        assertThatThrownBy(() -> SocketTextSource.of(" ", 1))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("option host");
        assertThatThrownBy(() -> source().maxLineBytes(0)).hasMessageContaining("option maxLineBytes");
        assertThatThrownBy(() -> source().mostLines(0)).hasMessageContaining("option mostLines");
        assertThatThrownBy(() -> source().reconnectPause(Duration.ofMillis(-1)))
                .hasMessageContaining("option reconnectPause");
    }
}
