package io.holdfast.drill;

import io.holdfast.format.BatchFileWriter;
import io.holdfast.format.FileNames;
import io.holdfast.format.Manifest.Kind;
import io.holdfast.format.Manifest.Section;
import io.holdfast.format.Manifests;
import io.holdfast.format.OutboxEntries;
import io.holdfast.format.SectionBuffer;
import io.holdfast.storage.StorageOutput;
import io.holdfast.storage.local.LocalStorage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Batch files with output. */
final class SealedBatches {

    private SealedBatches() {}

    /** Writes batches 0, 1, … with these records for one sink. */
    @SafeVarargs
    static void write(Path directory, String sink, List<String>... batches) throws Exception {
        LocalStorage storage = new LocalStorage(directory);
        storage.createDirectories(FileNames.BATCHES);
        for (int batch = 0; batch < batches.length; batch++) {
            SectionBuffer outbox = new SectionBuffer(Section.OUTBOX, sink, 0);
            for (String record : batches[batch]) {
                byte[] bytes = record.getBytes(StandardCharsets.UTF_8);
                OutboxEntries.append(outbox.writer(), bytes, 0, bytes.length);
                outbox.endEntry();
            }
            try (StorageOutput file = storage.create(FileNames.batch(batch))) {
                new BatchFileWriter().write(file, Manifests.draft(Kind.BATCH, batch, -1), List.of(outbox));
            }
        }
    }
}
