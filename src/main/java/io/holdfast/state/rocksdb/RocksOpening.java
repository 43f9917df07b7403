package io.holdfast.state.rocksdb;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.DBOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/** Opens a database with all the column families it has, as it must be, and drops those that are not asked for. */
final class RocksOpening {

    private static final String DEFAULT = new String(RocksDB.DEFAULT_COLUMN_FAMILY, StandardCharsets.UTF_8);

    private RocksOpening() {}

    /** Takes the options over: they are closed with the store, or here if it cannot be opened. */
    static RocksWorkingStore open(Path directory, List<String> spaces, DBOptions options, ColumnFamilyOptions each) {
        List<ColumnFamilyHandle> handles = new ArrayList<>();
        RocksDB database = null;
        try {
            List<String> names = names(directory, spaces);
            database = RocksDB.open(options, directory.toString(), descriptors(names, each), handles);
            drop(database, names, spaces, handles);
            List<ColumnFamilyHandle> ordered = new ArrayList<>();
            for (String space : spaces) {
                ordered.add(handles.get(names.indexOf(space)));
            }
            return new RocksWorkingStore(directory, database, ordered, options, each);
        } catch (RocksDBException e) {
            if (database != null) {
                database.close();
            }
            options.close();
            each.close();
            throw RocksFailure.of("open", directory, e);
        }
    }

    private static List<String> names(Path directory, List<String> spaces) throws RocksDBException {
        Set<String> names = new LinkedHashSet<>();
        names.add(DEFAULT);
        try (Options listing = new Options()) {
            for (byte[] name : RocksDB.listColumnFamilies(listing, directory.toString())) {
                names.add(new String(name, StandardCharsets.UTF_8));
            }
        }
        names.addAll(spaces);
        return List.copyOf(names);
    }

    private static List<ColumnFamilyDescriptor> descriptors(List<String> names, ColumnFamilyOptions each) {
        return names.stream()
                .map(name -> new ColumnFamilyDescriptor(name.getBytes(StandardCharsets.UTF_8), each))
                .toList();
    }

    private static void drop(
            RocksDB database, List<String> names, List<String> spaces, List<ColumnFamilyHandle> handles)
            throws RocksDBException {
        for (int i = 0; i < names.size(); i++) {
            if (!names.get(i).equals(DEFAULT) && !spaces.contains(names.get(i))) {
                database.dropColumnFamily(handles.get(i));
            }
        }
    }
}
