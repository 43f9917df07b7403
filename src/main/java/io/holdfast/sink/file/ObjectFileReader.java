package io.holdfast.sink.file;

import io.holdfast.codec.Types;
import io.holdfast.common.BytesReader;
import io.holdfast.common.MalformedBytesException;
import io.holdfast.failure.SinkException;
import io.holdfast.format.OutboxEntries;
import io.holdfast.storage.FileOperations;
import io.holdfast.storage.StorageInput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads the object file of a batch, and compares it with the batch's manifest. */
final class ObjectFileReader<T> implements AutoCloseable {

    private final StorageInput input;
    private final ObjectFileFormat.Reader blocks;
    private final Types types;
    private final Class<T> type;
    private final long expected;
    private long records;

    private ObjectFileReader(StorageInput input, PublishedBatch manifest, Types types, Class<T> type)
            throws IOException {
        if (input.length() != manifest.bytes()) {
            throw new MalformedBytesException(
                    "the manifest of the batch says " + manifest.bytes() + " bytes, there are " + input.length());
        }
        this.input = input;
        this.type = type;
        blocks = new ObjectFileFormat.Reader(input);
        this.types = types.reading(blocks.schemas());
        expected = manifest.marker().records();
    }

    static <T> ObjectFileReader<T> open(FileOperations files, String batch, Types types, Class<T> type)
            throws IOException {
        PublishedBatch manifest =
                PublishedBatch.parse(files.read(batch + "/" + FileNames.MANIFEST, PublishedBatch.MAX_STORED_BYTES));
        if (!manifest.kind().equals(ObjectWriter.KIND)) {
            throw new SinkException(files.path(batch) + " holds " + manifest.kind() + "; expected " + ObjectWriter.KIND
                    + ", as an ObjectFileSink writes them: give its directory");
        }
        StorageInput input = files.open(batch + "/" + FileNames.part(FileNames.OBJECTS));
        try {
            return new ObjectFileReader<>(input, manifest, types, type);
        } catch (IOException | RuntimeException e) {
            input.close();
            throw e;
        }
    }

    /** The records of the next block; none at the end. */
    List<T> next() throws IOException {
        if (!blocks.hasNext()) {
            if (records != expected) {
                throw new MalformedBytesException(
                        "the manifest of the batch says " + expected + " records, there are " + records);
            }
            return List.of();
        }
        byte[] block = blocks.next();
        List<T> decoded = new ArrayList<>();
        OutboxEntries.visit(block, block.length, (bytes, offset, length) -> decoded.add(decode(bytes, offset, length)));
        records += decoded.size();
        if (decoded.isEmpty()) {
            throw new MalformedBytesException("a block without records");
        }
        return decoded;
    }

    private T decode(byte[] bytes, int offset, int length) {
        Object record = types.decode(new BytesReader(bytes, offset, length));
        if (!type.isInstance(record)) {
            throw new SinkException("an object file has a record of "
                    + (record == null ? "null" : "class " + record.getClass().getName()) + ", expected "
                    + type.getName() + ": give a class that all records are of, such as Object");
        }
        return type.cast(record);
    }

    @Override
    public void close() throws IOException {
        input.close();
    }
}
