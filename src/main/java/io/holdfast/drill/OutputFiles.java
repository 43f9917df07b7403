package io.holdfast.drill;

import io.holdfast.checkpoint.CheckpointReader;
import io.holdfast.format.BatchFileReader;
import io.holdfast.format.Manifest;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The output of a run as plain files, one per sink, a record per line: for the user's own checker. A sink without markers may
 * get batches again, which whoever takes them must know how to stand: its file has each batch once.
 */
final class OutputFiles {

    private OutputFiles() {}

    /** What was published of the batches from the first on: those before it are of the time before a fork. */
    static void ofRecordings(Path recordings, List<String> sinks, long first, Path output) throws IOException {
        Files.createDirectories(output);
        for (String sink : sinks) {
            Recording recording = Recording.of(recordings, sink);
            try (BufferedWriter file = Files.newBufferedWriter(output.resolve(sink))) {
                Set<Long> written = new HashSet<>();
                for (long number = 0; number < recording.size(); number++) {
                    PublishedStep step = recording.read(number);
                    for (PublishedStep.Part part : step.parts()) {
                        boolean again = !written.add(part.batch()) && step.marker() == null;
                        if (part.batch() >= first && !again) {
                            write(file, part.records());
                        }
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
