package io.holdfast.drill;

import io.holdfast.checkpoint.CheckpointReader;
import io.holdfast.format.BatchFileReader;
import io.holdfast.format.Manifest;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The output of a run as plain files, one per sink, a record per line: for the user's own checker. */
final class OutputFiles {

    private OutputFiles() {}

    /** What was published. */
    static void ofRecordings(Path recordings, List<String> sinks, Path output) throws IOException {
        Files.createDirectories(output);
        for (String sink : sinks) {
            Recording recording = Recording.of(recordings, sink);
            try (BufferedWriter file = Files.newBufferedWriter(output.resolve(sink))) {
                for (long step = 0; step < recording.size(); step++) {
                    for (PublishedStep.Part part : recording.read(step).parts()) {
                        write(file, part.records());
                    }
                }
            }
        }
    }

    /** What batches sealed. */
    static void ofBatches(CheckpointReader batches, List<String> sinks, Path output) throws IOException {
        Files.createDirectories(output);
        for (String sink : sinks) {
            try (BufferedWriter file = Files.newBufferedWriter(output.resolve(sink))) {
                for (long batch : batches.batches()) {
                    try (BatchFileReader reader = batches.open(batch)) {
                        if (reader.manifest().kind() == Manifest.Kind.BATCH) {
                            write(file, SealedOutbox.records(reader, sink));
                        }
                    }
                }
            }
        }
    }

    private static void write(BufferedWriter file, List<byte[]> records) throws IOException {
        for (byte[] record : records) {
            file.write(Printable.line(record));
            file.newLine();
        }
    }
}
