package io.holdfast.independent;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.codec.digest.MurmurHash3;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.DBOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/** The state of an operator after a batch: for each shard what its snapshot holds, then the deltas (sections 5.4 and 5.6). */
final class StateReader {

    private final CheckpointFiles files;
    private final Path scratch;

    /** Copies of snapshots are left in {@code scratch}. */
    StateReader(CheckpointFiles files, Path scratch) {
        this.files = files;
        this.scratch = scratch;
    }

    /** Keys and values as stored, by the hexadecimal form of the key. */
    Map<String, byte[]> after(long batch, String operator) throws IOException, RocksDBException {
        Map<String, byte[]> state = new TreeMap<>();
        for (JsonNode shard : files.batch(batch).manifest().get("shards")) {
            Map<String, byte[]> ofShard = new HashMap<>();
            if (!shard.get("snapshot").isNull()) {
                snapshot(shard, operator, ofShard);
            }
            for (long id = shard.get("snapshotThrough").asLong() + 1; id <= batch; id++) {
                replay(files.batch(id), operator, shard, ofShard);
            }
            state.putAll(ofShard);
        }
        return state;
    }

    private void snapshot(JsonNode shard, String operator, Map<String, byte[]> state)
            throws IOException, RocksDBException {
        String digest = shard.get("snapshot").asText();
        JsonNode descriptor = files.descriptor(digest);
        CheckpointFiles.require(
                descriptor.get("through").equals(shard.get("snapshotThrough")), "snapshot of the shard");
        Path copy = scratch.resolve(digest);
        files.takeOut(descriptor, copy);
        List<ColumnFamilyDescriptor> families = new ArrayList<>();
        for (byte[] name : RocksDB.listColumnFamilies(new Options(), copy.toString())) {
            families.add(new ColumnFamilyDescriptor(name));
        }
        List<ColumnFamilyHandle> handles = new ArrayList<>();
        try (DBOptions options = new DBOptions();
                RocksDB store = RocksDB.openReadOnly(options, copy.toString(), families, handles)) {
            for (ColumnFamilyHandle handle : handles) {
                if (new String(handle.getName(), UTF_8).equals("values/" + operator)) {
                    scan(store, handle, state);
                }
            }
            handles.forEach(ColumnFamilyHandle::close);
        }
    }

    private static void scan(RocksDB store, ColumnFamilyHandle family, Map<String, byte[]> state) {
        try (RocksIterator at = store.newIterator(family)) {
            for (at.seekToFirst(); at.isValid(); at.next()) {
                Cursor key = new Cursor(at.key());
                int group = key.one();
                byte[] rest = key.rest();
                CheckpointFiles.require(group == keyGroup(rest), "key group of a key");
                state.put(CheckpointFiles.hex(rest), at.value());
            }
        }
    }

    private static int keyGroup(byte[] key) {
        int ofJob = key[0] == 31 ? 10 : 0;
        return MurmurHash3.hash32x86(key, ofJob, key.length - ofJob, 0) & 0xff;
    }

    private static void replay(
            CheckpointFiles.BatchFile batch, String operator, JsonNode shard, Map<String, byte[]> state) {
        JsonNode table = batch.manifest().get("chunks");
        for (int i = 0; i < table.size(); i++) {
            JsonNode chunk = table.get(i);
            if (chunk.get("section").asText().equals("DELTA")
                    && chunk.get("owner").asText().equals(operator)
                    && chunk.get("shard").equals(shard.get("shard"))) {
                delta(new Cursor(batch.chunks().get(i)), chunk.get("entries").asInt(), state);
            }
        }
    }

    private static void delta(Cursor in, int entries, Map<String, byte[]> state) {
        for (int i = 0; i < entries; i++) {
            String key = CheckpointFiles.hex(in.bytes());
            long header = in.varint();
            if (header == 0) {
                state.remove(key);
            } else {
                state.put(key, in.take((header - 1) >>> 1));
            }
        }
        CheckpointFiles.require(!in.hasMore(), "number of entries");
    }
}
