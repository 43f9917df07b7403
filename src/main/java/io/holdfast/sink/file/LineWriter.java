package io.holdfast.sink.file;

import io.holdfast.sink.Outbox;
import io.holdfast.storage.FileOperations;

/** Writes each record as a line. */
record LineWriter(String suffix) implements BatchWriter {

    @Override
    public String kind() {
        return "text files";
    }

    @Override
    public Written write(Outbox outbox, FileOperations files, String directory) throws Exception {
        try (PartWriter part = new PartWriter(files.create(directory + "/" + FileNames.part(suffix)))) {
            long records = outbox.visit(0, record -> {
                part.write(record.array(), record.position(), record.remaining());
                part.write('\n');
                return true;
            });
            part.finish();
            return new Written(records, part.bytes(), part.crc32c());
        }
    }
}
