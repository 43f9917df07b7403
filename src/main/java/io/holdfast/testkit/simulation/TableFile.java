package io.holdfast.testkit.simulation;

import io.holdfast.common.BytesReader;
import io.holdfast.common.BytesWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/** Keys and values in a file, each with its length. */
final class TableFile {

    private TableFile() {}

    static void write(Path file, Map<byte[], byte[]> entries) throws IOException {
        BytesWriter out = new BytesWriter(1024);
        entries.forEach((key, value) -> {
            out.writeVarInt(key.length);
            out.writeBytes(key);
            out.writeVarInt(value.length);
            out.writeBytes(value);
        });
        Files.write(file, out.toByteArray(), StandardOpenOption.CREATE_NEW);
    }

    static void read(Path file, Map<byte[], byte[]> entries) throws IOException {
        BytesReader in = new BytesReader(Files.readAllBytes(file));
        while (in.remaining() > 0) {
            entries.put(in.readBytes(in.readLength()), in.readBytes(in.readLength()));
        }
    }
}
