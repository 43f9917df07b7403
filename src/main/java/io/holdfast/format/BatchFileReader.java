package io.holdfast.format;

import io.holdfast.common.Digest;
import io.holdfast.common.MalformedBytesException;
import io.holdfast.failure.CorruptCheckpointException;
import io.holdfast.failure.IncompatibleCheckpointException;
import io.holdfast.failure.StorageException;
import io.holdfast.storage.Storage;
import java.util.List;

/**
 * A batch file open for reading. Opening verifies header, footer and manifest, and that the chunks fill the file without
 * a gap; a chunk is verified when it is read. So no byte of a file that was opened and {@link #verify verified} is
 * unchecked. Thread-safe.
 */
public final class BatchFileReader implements AutoCloseable {

    private final FileInput file;
    private final Manifest manifest;
    private final Digest digest;

    private BatchFileReader(FileInput file, Manifest manifest, Digest digest) {
        this.file = file;
        this.manifest = manifest;
        this.digest = digest;
    }

    /**
     * Opens the file of a batch.
     *
     * @throws CorruptCheckpointException if it is missing or damaged
     * @throws IncompatibleCheckpointException if a newer version of Holdfast wrote it in a way unknown here
     * @throws StorageException if it could not be read
     */
    public static BatchFileReader open(Storage storage, long batch) {
        FileInput file = FileInput.open(storage, FileNames.batch(batch));
        try {
            return read(file, batch);
        } catch (RuntimeException | Error e) {
            try {
                file.close();
            } catch (StorageException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw e;
        }
    }

    private static BatchFileReader read(FileInput file, long batch) {
        if (file.length() < FileHeader.BYTES) {
            throw file.damaged("a header of " + FileHeader.BYTES + " bytes", file.length() + " bytes");
        }
        FileHeader.check(file.read(0, FileHeader.BYTES), FileKind.BATCH, file);
        if (file.length() < FileHeader.BYTES + BatchFooter.BYTES) {
            throw file.damaged("a header and a footer", file.length() + " bytes");
        }
        BatchFooter footer = BatchFooter.read(file);
        long start = file.length() - BatchFooter.BYTES - footer.storedLength();
        byte[] stored = file.read(start, footer.storedLength());
        file.checkChecksum("manifest", footer.manifestChecksum(), stored, 0, stored.length);
        byte[] json = BlockCompression.decompress("manifest", stored, footer.rawLength(), file);
        Manifest manifest = Json.read(json, Manifest.class, file);
        if (manifest.batch() != batch) {
            throw file.damaged("batch " + batch, "batch " + manifest.batch() + " under its name");
        }
        checkTiling(manifest, start, file);
        return new BatchFileReader(file, manifest, Digest.of(stored));
    }

    private static void checkTiling(Manifest manifest, long manifestStart, FileInput file) {
        long position = FileHeader.BYTES;
        for (Manifest.Chunk chunk : manifest.chunks()) {
            if (chunk.position() != position) {
                throw file.damaged("a chunk at byte " + position, "its table says byte " + chunk.position());
            }
            checkCompression(chunk, file);
            position += chunk.storedLength();
        }
        if (position != manifestStart) {
            throw file.damaged("chunks that end at byte " + manifestStart, "a table that ends at byte " + position);
        }
    }

    private static void checkCompression(Manifest.Chunk chunk, FileInput file) {
        BlockCompression.checkLengths("chunk", chunk.storedLength(), chunk.rawLength(), file);
        String expected = chunk.storedLength() == chunk.rawLength() ? BlockCompression.NONE : BlockCompression.LZ4;
        if (!chunk.compression().equals(expected)) {
            throw file.damaged(
                    "compression " + expected + " of the chunk at byte " + chunk.position(), chunk.compression());
        }
    }

    public Manifest manifest() {
        return manifest;
    }

    /** Over the stored bytes of the manifest. */
    public Digest digest() {
        return digest;
    }

    /** The chunks of one owner in one shard, in order. */
    public List<Manifest.Chunk> chunks(Manifest.Section section, String owner, int shard) {
        return manifest.chunks().stream()
                .filter(chunk -> chunk.section() == section && chunk.owner().equals(owner) && chunk.shard() == shard)
                .toList();
    }

    /** The chunks of one owner, in the order of the file. */
    public List<Manifest.Chunk> chunks(Manifest.Section section, String owner) {
        return manifest.chunks().stream()
                .filter(chunk -> chunk.section() == section && chunk.owner().equals(owner))
                .toList();
    }

    /** Reads and verifies a chunk of this file; the decompressed bytes. */
    public byte[] read(Manifest.Chunk chunk) {
        byte[] stored = file.read(chunk.position(), chunk.storedLength());
        file.checkChecksum("chunk at byte " + chunk.position(), chunk.crc32c(), stored, 0, stored.length);
        return BlockCompression.decompress("chunk at byte " + chunk.position(), stored, chunk.rawLength(), file);
    }

    /** Visits the entries of a delta chunk; what the visitor finds malformed is reported as damage of this file. */
    public void visitDelta(Manifest.Chunk chunk, DeltaEntries.Visitor visitor) {
        byte[] bytes = read(chunk);
        try {
            checkEntries(chunk, DeltaEntries.visit(bytes, bytes.length, visitor));
        } catch (MalformedBytesException e) {
            throw malformed(chunk, e);
        }
    }

    /** Visits the records of an outbox chunk; what the visitor finds malformed is reported as damage of this file. */
    public void visitOutbox(Manifest.Chunk chunk, OutboxEntries.Visitor visitor) {
        byte[] bytes = read(chunk);
        try {
            checkEntries(chunk, OutboxEntries.visit(bytes, bytes.length, visitor));
        } catch (MalformedBytesException e) {
            throw malformed(chunk, e);
        }
    }

    private void checkEntries(Manifest.Chunk chunk, int found) {
        if (found != chunk.entries()) {
            throw file.damaged(
                    chunk.entries() + " entries in the chunk at byte " + chunk.position(), String.valueOf(found));
        }
    }

    private CorruptCheckpointException malformed(Manifest.Chunk chunk, MalformedBytesException e) {
        CorruptCheckpointException damage = file.damaged(
                "readable entries in the chunk at byte " + chunk.position() + " of " + chunk.section() + " "
                        + chunk.owner(),
                String.valueOf(e.getMessage()));
        damage.initCause(e);
        return damage;
    }

    /** Reads every chunk to check it. */
    public void verify() {
        manifest.chunks().forEach(this::read);
    }

    @Override
    public void close() {
        file.close();
    }
}
