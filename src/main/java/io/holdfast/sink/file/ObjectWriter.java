package io.holdfast.sink.file;

import io.holdfast.codec.TypeSchema;
import io.holdfast.common.BytesWriter;
import io.holdfast.format.OutboxEntries;
import io.holdfast.sink.Outbox;
import io.holdfast.storage.FileOperations;
import java.util.List;

/** Writes records as they are in the checkpoint, with the shapes of their classes. */
record ObjectWriter(List<TypeSchema> schemas) implements BatchWriter {

    static final String KIND = "object files";

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Written write(Outbox outbox, FileOperations files, String directory) throws Exception {
        try (PartWriter part = new PartWriter(files.create(directory + "/" + FileNames.part(FileNames.OBJECTS)))) {
            ObjectFileFormat.writeStart(part, schemas);
            BytesWriter block = new BytesWriter(ObjectFileFormat.BLOCK_BYTES);
            long records = outbox.visit(0, record -> {
                OutboxEntries.append(block, record.array(), record.position(), record.remaining());
                if (block.size() >= ObjectFileFormat.BLOCK_BYTES) {
                    ObjectFileFormat.writeBlock(part, block);
                }
                return true;
            });
            if (block.size() > 0) {
                ObjectFileFormat.writeBlock(part, block);
            }
            part.finish();
            return new Written(records, part.bytes(), part.crc32c());
        }
    }
}
