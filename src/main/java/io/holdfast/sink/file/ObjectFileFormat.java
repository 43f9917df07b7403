package io.holdfast.sink.file;

import io.holdfast.codec.TypeSchema;
import io.holdfast.common.BytesReader;
import io.holdfast.common.BytesWriter;
import io.holdfast.common.MalformedBytesException;
import io.holdfast.storage.StorageInput;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The bytes of an object file: the eight of {@code HFOBJ 1\n}, then blocks, each its length (4), the CRC32C of that (4), its content, and
 * the CRC32C of that (4). The first block says how registered types are written; those after it hold records, each after its
 * length (varint). How many bytes and records there are is in the manifest of the batch.
 *
 * <p>This is no SequenceFile: it can be written and read without Hadoop, and says of which shape the classes were. That of
 * Spark holds serialized Java objects, which must not be read from files, so there is nothing to be compatible with.
 */
final class ObjectFileFormat {

    /** A block is closed by the record that reaches this size; a record is never cut. */
    static final int BLOCK_BYTES = 64 * 1024;

    private static final byte[] MAGIC = "HFOBJ 1\n".getBytes(StandardCharsets.US_ASCII);
    private static final int BLOCK_HEADER_BYTES = 8;
    private static final int CHECKSUM_BYTES = 4;

    private ObjectFileFormat() {}

    static void writeStart(OutputStream out, List<TypeSchema> schemas) throws IOException {
        out.write(MAGIC);
        BytesWriter block = new BytesWriter(1024);
        block.writeVarInt(schemas.size());
        for (TypeSchema schema : schemas) {
            block.writeVarInt(schema.id());
            block.writeString(schema.name());
            block.writeString(schema.kind());
            block.writeVarInt(schema.fields().size());
            for (TypeSchema.Field field : schema.fields()) {
                block.writeString(field.name());
                block.writeString(field.type());
            }
        }
        writeBlock(out, block);
    }

    /** Writes the content of the block, and empties it. */
    static void writeBlock(OutputStream out, BytesWriter block) throws IOException {
        BytesWriter around = new BytesWriter(BLOCK_HEADER_BYTES);
        around.writeFixedInt(block.size());
        around.writeFixedInt(checksum(around.array(), around.size()));
        out.write(around.array(), 0, around.size());
        out.write(block.array(), 0, block.size());
        around.reset();
        around.writeFixedInt(checksum(block.array(), block.size()));
        out.write(around.array(), 0, around.size());
        block.reset();
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }

    /** Reads a file front to back. Throws {@link MalformedBytesException} for what {@link ObjectFileFormat} has not written. */
    static final class Reader {

        private final StorageInput input;
        private final long length;
        private long position;

        Reader(StorageInput input) throws IOException {
            this.input = input;
            length = input.length();
            if (!Arrays.equals(read(MAGIC.length), MAGIC)) {
                throw new MalformedBytesException("no object file of version 1 begins so");
            }
        }

        boolean hasNext() {
            return position < length;
        }

        /** The content of the next block, all of the array. */
        byte[] next() throws IOException {
            long start = position;
            byte[] header = read(BLOCK_HEADER_BYTES);
            if (checksum(header, CHECKSUM_BYTES) != BytesReader.getInt(header, CHECKSUM_BYTES)) {
                throw damagedBlock(start);
            }
            byte[] content = read(BytesReader.getInt(header, 0));
            if (checksum(content, content.length) != BytesReader.getInt(read(CHECKSUM_BYTES), 0)) {
                throw damagedBlock(start);
            }
            return content;
        }

        private static MalformedBytesException damagedBlock(long start) {
            return new MalformedBytesException("the checksum of the block at byte " + start + " does not match");
        }

        private byte[] read(int count) throws IOException {
            if (count < 0 || count > length - position) {
                throw new MalformedBytesException("need " + (count & 0xffffffffL) + " bytes at byte " + position
                        + ", only " + (length - position) + " are left");
            }
            byte[] bytes = new byte[count];
            input.readFully(position, bytes, 0, count);
            position += count;
            return bytes;
        }

        List<TypeSchema> schemas() throws IOException {
            BytesReader in = new BytesReader(next());
            List<TypeSchema> schemas = new ArrayList<>();
            for (int left = in.readVarInt(); left != 0; left--) {
                int id = in.readVarInt();
                String name = in.readString();
                String kind = in.readString();
                List<TypeSchema.Field> fields = new ArrayList<>();
                for (int more = in.readVarInt(); more != 0; more--) {
                    fields.add(new TypeSchema.Field(in.readString(), in.readString()));
                }
                schemas.add(new TypeSchema(id, name, kind, fields));
            }
            return schemas;
        }
    }
}
