package io.holdfast.kafka;

import io.holdfast.process.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Kafka servers, brokers or controllers, as processes. */
final class KafkaProcess {

    private KafkaProcess() {}

    /** Writes the properties and formats the directory. */
    static ServerProcess formatted(Path directory, String heap, String properties) throws IOException {
        ServerProcess process =
                new ServerProcess(directory, heap, List.of(), List.of("kafka.Kafka", "server.properties"));
        Files.writeString(
                directory.resolve("server.properties"), properties + "log.dirs=" + directory.resolve("data") + "\n");
        process.run("kafka.tools.StorageTool", "format", "-t", "abcdefghijklmnopqrstuw", "-c", "server.properties");
        return process;
    }
}
