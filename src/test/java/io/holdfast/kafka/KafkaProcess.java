package io.holdfast.kafka;

import io.holdfast.process.ServerProcess;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import kafka.tools.StorageTool;

/** Kafka servers, brokers or controllers, as processes. */
final class KafkaProcess {

    private KafkaProcess() {}

    /** Writes the properties and formats the directory: in this JVM, since another would take longer to start than to do it. */
    static ServerProcess formatted(Path directory, String heap, String properties) throws IOException {
        ServerProcess process =
                new ServerProcess(directory, heap, List.of(), List.of("kafka.Kafka", "server.properties"));
        Path file = directory.resolve("server.properties");
        Files.writeString(file, properties + "log.dirs=" + directory.resolve("data") + "\n");
        format(file);
        return process;
    }

    private static void format(Path properties) {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        String[] arguments = {"format", "-t", "abcdefghijklmnopqrstuw", "-c", properties.toString()};
        int exitCode = StorageTool.execute(arguments, new PrintStream(printed, true, StandardCharsets.UTF_8));
        if (exitCode != 0) {
            throw new IllegalStateException(properties + " was not formatted:\n" + printed);
        }
    }
}
