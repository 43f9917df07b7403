package io.holdfast.independent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32C;

/** Files of a checkpoint directory (sections 5.1, 5.2, 5.5), verified as readers must (section 11). */
final class CheckpointFiles {

    private static final int HEADER_BYTES = 20;
    private static final int FOOTER_BYTES = 24;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path directory;

    CheckpointFiles(Path directory) {
        this.directory = directory;
    }

    /** A verified batch file: its manifest, the digest of it, and the raw chunks in order. */
    record BatchFile(JsonNode manifest, String digest, List<byte[]> chunks) {}

    BatchFile batch(long id) throws IOException {
        byte[] file = read("batches/" + number(id) + ".batch", 1);
        int footer = file.length - FOOTER_BYTES;
        require("TSAFDLOH".equals(ascii(file, footer + 16, 8)), "magic at the end");
        require(integer(file, footer + 12) == crc(file, footer, 12), "checksum of the footer");
        int stored = integer(file, footer);
        int start = footer - stored;
        require(integer(file, footer + 8) == crc(file, start, stored), "checksum of the manifest");
        JsonNode manifest = JSON.readTree(raw(file, start, stored, integer(file, footer + 4)));
        require(manifest.get("requires").isEmpty(), "no unknown features");
        require(manifest.get("batch").asLong() == id, "batch of the name");
        List<byte[]> chunks = new ArrayList<>();
        int position = HEADER_BYTES;
        for (JsonNode chunk : manifest.get("chunks")) {
            int length = chunk.get("storedLength").asInt();
            require(chunk.get("position").asInt() == position, "chunks without gaps");
            require(chunk.get("crc32c").asInt() == crc(file, position, length), "checksum of a chunk");
            chunks.add(raw(file, position, length, chunk.get("rawLength").asInt()));
            position += length;
        }
        require(position == start, "chunks up to the manifest");
        return new BatchFile(manifest, sha256(Arrays.copyOfRange(file, start, footer)), chunks);
    }

    JsonNode epoch(long id) throws IOException {
        JsonNode epoch = payload(read("epochs/" + number(id) + ".epoch", 2));
        require(epoch.get("epoch").asLong() == id, "epoch of the name");
        return epoch;
    }

    JsonNode descriptor(String digest) throws IOException {
        byte[] file = read("snapshots/" + digest + ".snapshot", 3);
        require(sha256(file).equals(digest), "digest of the descriptor");
        return payload(file);
    }

    JsonNode pin(String name) throws IOException {
        JsonNode pin = payload(read("pins/" + name + ".pin", 4));
        require(pin.get("name").asText().equals(name), "pin of the name");
        return pin;
    }

    /** Puts the files of a descriptor under their own names. */
    void takeOut(JsonNode descriptor, Path target) throws IOException {
        Files.createDirectories(target);
        for (JsonNode file : descriptor.get("files")) {
            byte[] content = Files.readAllBytes(
                    directory.resolve("files").resolve(file.get("storedName").asText()));
            require(content.length == file.get("length").asLong(), "length of " + file);
            require(crc(content, 0, content.length) == file.get("crc32c").asInt(), "checksum of " + file);
            Files.write(target.resolve(file.get("name").asText()), content);
        }
    }

    private byte[] read(String name, int kind) throws IOException {
        byte[] file = Files.readAllBytes(directory.resolve(name));
        require("HOLDFAST".equals(ascii(file, 0, 8)), "magic");
        require(integer(file, 16) == crc(file, 0, 16), "checksum of the header");
        require(integer(file, 8) == (kind << 16 | 1), "kind and major version");
        return file;
    }

    private static JsonNode payload(byte[] file) throws IOException {
        int length = integer(file, HEADER_BYTES);
        int end = HEADER_BYTES + 4 + length;
        require(end + 4 == file.length, "end of the file");
        require(integer(file, end) == crc(file, HEADER_BYTES, 4 + length), "checksum of the payload");
        return JSON.readTree(file, HEADER_BYTES + 4, length);
    }

    private static byte[] raw(byte[] file, int position, int stored, int raw) {
        byte[] block = Arrays.copyOfRange(file, position, position + stored);
        return stored == raw ? block : Lz4Block.decode(block, raw);
    }

    private static String number(long id) {
        return String.format("%020d", id);
    }

    private static String ascii(byte[] bytes, int from, int length) {
        return new String(bytes, from, length, java.nio.charset.StandardCharsets.US_ASCII);
    }

    private static int integer(byte[] bytes, int from) {
        return (int) new Cursor(Arrays.copyOfRange(bytes, from, from + 4)).fixed(4);
    }

    private static int crc(byte[] bytes, int from, int length) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, from, length);
        return (int) checksum.getValue();
    }

    static String sha256(byte[] bytes) {
        try {
            return hex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException("damaged: " + what);
        }
    }
}
