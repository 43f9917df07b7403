package io.holdfast.format;

import io.holdfast.common.BytesWriter;
import io.holdfast.common.Check;
import io.holdfast.common.Digest;
import io.holdfast.failure.UserCodeException;
import io.holdfast.storage.StorageOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Writes batch files: header, chunks, manifest, footer, in one pass from front to back. After the header, a small batch
 * is a single write. Made to be reused; not thread-safe.
 */
public final class BatchFileWriter {

    private static final int FLUSH_BYTES = 1 << 20;

    private final BytesWriter buffer = new BytesWriter(64 * 1024);
    private byte[] scratch = new byte[BlockCompression.scratchLength(SectionBuffer.CHUNK_BYTES)];
    private long flushed;

    /** The manifest as it was written, with its chunk table, and the digest of its stored bytes. */
    public record Written(Manifest manifest, Digest digest) {}

    /** Writes what comes first in each file, whatever the batch will be. */
    public static void begin(StorageOutput output) throws IOException {
        BytesWriter header = new BytesWriter(FileHeader.BYTES);
        FileHeader.write(header, FileKind.BATCH);
        output.write(header.array(), 0, header.size());
    }

    /** Writes a whole file; does not sync it. The draft's chunk table is replaced. */
    public Written write(StorageOutput output, Manifest draft, List<SectionBuffer> sections) throws IOException {
        begin(output);
        return finish(output, draft, sections);
    }

    /** Writes the rest of a file that was {@link #begin begun}. */
    public Written finish(StorageOutput output, Manifest draft, List<SectionBuffer> sections) throws IOException {
        Check.that(
                FormatVersion.FEATURES.containsAll(draft.requires()),
                "a batch requires features that this version cannot read: %s",
                draft.requires());
        buffer.reset();
        flushed = FileHeader.BYTES;
        List<Manifest.Chunk> chunks = new ArrayList<>();
        for (SectionBuffer section : sections) {
            for (SectionBuffer.RawChunk raw : section.finish()) {
                chunks.add(writeChunk(output, section, raw));
            }
        }
        Manifest manifest = draft.withChunks(chunks);
        Digest digest = writeManifest(output, Json.write(manifest));
        flush(output);
        return new Written(manifest, digest);
    }

    private Manifest.Chunk writeChunk(StorageOutput output, SectionBuffer section, SectionBuffer.RawChunk raw)
            throws IOException {
        int rawLength = raw.bytes().size();
        if (rawLength > BlockCompression.BLOCK_BYTES_MAX) {
            throw new UserCodeException("an entry of " + section.section() + " " + section.owner() + " has " + rawLength
                    + " bytes; the limit is " + BlockCompression.BLOCK_BYTES_MAX + ": store smaller values or records");
        }
        BlockCompression.Block block = compress(raw.bytes().array(), rawLength);
        Manifest.Chunk chunk = new Manifest.Chunk(
                section.section(),
                section.owner(),
                section.shard(),
                flushed + buffer.size(),
                block.length(),
                rawLength,
                block.length() == rawLength ? BlockCompression.NONE : BlockCompression.LZ4,
                FileHeader.checksum(block.bytes(), 0, block.length()),
                raw.entries());
        append(output, block);
        return chunk;
    }

    private Digest writeManifest(StorageOutput output, byte[] json) throws IOException {
        BlockCompression.Block block = compress(json, json.length);
        append(output, block);
        new BatchFooter(block.length(), json.length, FileHeader.checksum(block.bytes(), 0, block.length()))
                .write(buffer);
        return Digest.of(Arrays.copyOf(block.bytes(), block.length()));
    }

    private BlockCompression.Block compress(byte[] raw, int length) {
        int needed = BlockCompression.scratchLength(length);
        if (needed > scratch.length) {
            scratch = new byte[needed];
        }
        return BlockCompression.compress(raw, length, scratch);
    }

    private void append(StorageOutput output, BlockCompression.Block block) throws IOException {
        if (block.length() >= FLUSH_BYTES - buffer.size()) {
            flush(output);
        }
        if (block.length() >= FLUSH_BYTES) {
            output.write(block.bytes(), 0, block.length());
            flushed += block.length();
        } else {
            buffer.writeBytes(block.bytes(), 0, block.length());
        }
    }

    private void flush(StorageOutput output) throws IOException {
        output.write(buffer.array(), 0, buffer.size());
        flushed += buffer.size();
        buffer.reset();
    }
}
