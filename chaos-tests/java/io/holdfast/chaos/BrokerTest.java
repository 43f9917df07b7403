package io.holdfast.chaos;

import io.holdfast.kafka.KafkaBroker;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** One broker for all tests of a class, and a directory for each, which is kept if the test fails. */
abstract class BrokerTest {

    static KafkaBroker broker;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @BeforeAll
    static void startBroker(@TempDir Path data) {
        broker = KafkaBroker.start(data);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }
}
