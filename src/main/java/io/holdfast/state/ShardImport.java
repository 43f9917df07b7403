package io.holdfast.state;

import io.holdfast.common.Digest;
import io.holdfast.failure.StorageException;
import io.holdfast.format.DeltaEntries;
import io.holdfast.format.Manifest.ShardProgress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Collects a shard's key groups from shards that were cut differently: from each, the entries of its snapshot, then
 * those of its deltas. A key belongs to one of them only, so their order does not matter.
 */
final class ShardImport {

    private final ShardSetup setup;
    private final RestorePoint from;

    ShardImport(ShardSetup setup, RestorePoint from) {
        this.setup = setup;
        this.from = from;
    }

    /** Returns whether there was any shard to import from. */
    boolean into(Map<String, StateTable> tables) {
        List<ShardProgress> sources =
                from.past().stream().filter(this::overlaps).toList();
        for (ShardProgress source : sources) {
            Digest snapshot = source.snapshot();
            if (snapshot != null) {
                copySnapshot(source, snapshot, tables);
            }
            from.deltas().visit(source.shard(), source.snapshotThrough(), from.head(), new Replay(tables));
        }
        return !sources.isEmpty();
    }

    private boolean overlaps(ShardProgress source) {
        return source.keyGroupFrom() < setup.keyGroupUntil() && setup.keyGroupFrom() < source.keyGroupUntil();
    }

    private void copySnapshot(ShardProgress source, Digest snapshot, Map<String, StateTable> tables) {
        Path directory = setup.directory().resolve("import-" + source.shard());
        try {
            Files.createDirectory(directory);
            SnapshotDownload download = new SnapshotDownload(setup, source, snapshot, directory);
            download.run();
            copyEntries(download, tables);
            Directories.delete(directory);
        } catch (IOException e) {
            throw new StorageException("cannot use the working directory " + directory + ": " + e, e);
        }
    }

    private void copyEntries(SnapshotDownload download, Map<String, StateTable> tables) {
        List<StateTable> targets = List.copyOf(tables.values());
        List<String> operators = targets.stream().map(StateTable::operator).toList();
        try (WorkingStore store = download.open(ShardRestore.spaces(operators))) {
            for (int i = 0; i < targets.size(); i++) {
                copyEntries(store, 2 * i, targets.get(i));
            }
        }
    }

    private void copyEntries(WorkingStore store, int valueSpace, StateTable target) {
        byte[] first = {(byte) setup.keyGroupFrom()};
        try (WorkingStore.Cursor cursor = store.scan(valueSpace, first)) {
            while (cursor.next() && (cursor.key()[0] & 0xff) < setup.keyGroupUntil()) {
                target.importStored(cursor.key(), cursor.value());
            }
        }
        target.restored(target.keys());
    }

    private final class Replay implements DeltaLog.Visitor {

        private final Map<String, StateTable> tables;

        Replay(Map<String, StateTable> tables) {
            this.tables = tables;
        }

        @Override
        public void chunk(long batch, String operator, byte[] chunk) {
            StateTable table = tables.get(operator);
            if (table != null) {
                DeltaReplay.visit(batch, operator, chunk, new Entries(table, batch));
            }
        }
    }

    private final class Entries implements DeltaEntries.Visitor {

        private final StateTable table;
        private final long batch;

        Entries(StateTable table, long batch) {
            this.table = table;
            this.batch = batch;
        }

        @Override
        public void put(
                byte[] bytes, int keyOffset, int keyLength, int valueOffset, int valueLength, boolean newTimer) {
            int hash = KeyGroups.hash(bytes, keyOffset, keyLength);
            if (owns(hash)) {
                byte[] key = Arrays.copyOfRange(bytes, keyOffset, keyOffset + keyLength);
                table.importPut(key, hash, Arrays.copyOfRange(bytes, valueOffset, valueOffset + valueLength), batch);
            }
        }

        @Override
        public void delete(byte[] bytes, int keyOffset, int keyLength) {
            int hash = KeyGroups.hash(bytes, keyOffset, keyLength);
            if (owns(hash)) {
                table.importDelete(Arrays.copyOfRange(bytes, keyOffset, keyOffset + keyLength), hash, batch);
            }
        }

        private boolean owns(int hash) {
            int group = KeyGroups.group(hash);
            return group >= setup.keyGroupFrom() && group < setup.keyGroupUntil();
        }
    }
}
