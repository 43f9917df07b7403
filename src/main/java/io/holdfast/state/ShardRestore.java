package io.holdfast.state;

import io.holdfast.common.Digest;
import io.holdfast.failure.StorageException;
import io.holdfast.format.Manifest.ShardProgress;
import io.holdfast.format.SnapshotDescriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Opens a shard: the snapshot's files first, then the deltas after it, which are kept as they are. */
final class ShardRestore {

    private final ShardSetup setup;
    private final RestorePoint from;
    private final Path storeDirectory;

    ShardRestore(ShardSetup setup, RestorePoint from) {
        this.setup = setup;
        this.from = from;
        storeDirectory = setup.directory().resolve("store");
    }

    Shard open() {
        createDirectories();
        try {
            return build();
        } catch (Throwable e) {
            Directories.deleteAfter(e, setup.directory());
            throw e;
        }
    }

    private void createDirectories() {
        try {
            Files.createDirectories(setup.directory().toAbsolutePath().getParent());
            Files.createDirectory(setup.directory());
            Files.createDirectory(storeDirectory);
        } catch (IOException e) {
            throw new StorageException(
                    "shard " + setup.shard() + " cannot create its working directory " + setup.directory()
                            + ", which must not exist yet: " + e,
                    e);
        }
    }

    private Shard build() {
        ShardProgress continued = continued();
        SnapshotDownload download = continued == null ? null : download(continued);
        SnapshotDescriptor snapshot = download == null ? null : download.run();
        WorkingStore store =
                download == null ? setup.stores().open(storeDirectory, spaces(setup.operators())) : openStore(download);
        try {
            return build(store, continued, snapshot);
        } catch (Throwable e) {
            store.close();
            throw e;
        }
    }

    /** The shard of the past with the same key groups, if there is one. */
    private @Nullable ShardProgress continued() {
        for (ShardProgress progress : from.past()) {
            if (progress.shard() == setup.shard()
                    && progress.keyGroupFrom() == setup.keyGroupFrom()
                    && progress.keyGroupUntil() == setup.keyGroupUntil()) {
                return progress;
            }
        }
        return null;
    }

    private @Nullable SnapshotDownload download(ShardProgress progress) {
        Digest digest = progress.snapshot();
        return digest == null ? null : new SnapshotDownload(setup, progress, digest, storeDirectory);
    }

    /** An operator that starts empty must not find what an earlier operator of its name left in the snapshot. */
    private WorkingStore openStore(SnapshotDownload download) {
        List<String> known =
                setup.operators().stream().filter(from.keys()::containsKey).toList();
        if (known.size() < setup.operators().size()) {
            download.open(spaces(known)).close();
        }
        return download.open(spaces(setup.operators()));
    }

    static List<String> spaces(List<String> operators) {
        List<String> spaces = new ArrayList<>();
        for (String operator : operators) {
            spaces.add("values/" + operator);
            spaces.add("timers/" + operator);
        }
        return spaces;
    }

    private Shard build(WorkingStore store, @Nullable ShardProgress continued, @Nullable SnapshotDescriptor snapshot) {
        OpenBatch batch = new OpenBatch(from.head());
        WriteBack writeBack = new WriteBack(store);
        CacheBudget budget = new CacheBudget(setup.options().cacheBytes(), writeBack);
        Map<String, StateTable> tables = new LinkedHashMap<>();
        for (String operator : setup.operators()) {
            StateTable.Spaces spaces = new StateTable.Spaces(2 * tables.size(), 2 * tables.size() + 1);
            tables.put(
                    operator,
                    new StateTable(operator, setup.shard(), spaces, store, writeBack, budget, setup.values(), batch));
        }
        ReplayLedger ledger =
                new ReplayLedger(continued == null ? from.head() : continued.snapshotThrough(), from.head());
        boolean imported = continued == null
                ? new ShardImport(setup, from).into(known(tables))
                : replay(tables, continued, new DeltaReplay(known(tables), budget, ledger), writeBack);
        SnapshotUpload upload = new SnapshotUpload(
                setup,
                store,
                snapshot == null ? List.of() : snapshot.files(),
                batch::newestBegun,
                setup.workers().start("snapshot-" + setup.shard()));
        Snapshots snapshots = new Snapshots(setup, writeBack, ledger, upload);
        if (imported) {
            snapshots.demand(from.head());
        }
        ShardParts parts = new ShardParts(store, writeBack, budget, batch, ledger, snapshots);
        return new Shard(setup, parts, tables, continued == null ? unnamed() : continued);
    }

    private ShardProgress unnamed() {
        return new ShardProgress(setup.shard(), setup.keyGroupFrom(), setup.keyGroupUntil(), null, -1);
    }

    private Map<String, StateTable> known(Map<String, StateTable> tables) {
        Map<String, StateTable> known = new LinkedHashMap<>(tables);
        known.keySet().retainAll(from.keys().keySet());
        return known;
    }

    /** Returns whether the manifests do not describe the result, so that a snapshot must come first. */
    private boolean replay(
            Map<String, StateTable> tables, ShardProgress continued, DeltaReplay replay, WriteBack writeBack) {
        tables.values().forEach(table -> writeBack.lacks(table.replayed()));
        from.deltas().visit(continued.shard(), continued.snapshotThrough(), from.head(), replay);
        tables.forEach((operator, table) -> table.restored(from.keys().getOrDefault(operator, 0L)));
        return !from.keys().keySet().equals(tables.keySet()) && from.head() >= 0;
    }
}
