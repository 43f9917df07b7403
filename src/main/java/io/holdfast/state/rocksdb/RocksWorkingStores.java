package io.holdfast.state.rocksdb;

import io.holdfast.state.WorkingStore;
import java.nio.file.Path;
import java.util.List;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.Filter;
import org.rocksdb.IndexType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;

/**
 * Opens working stores in RocksDB that share one block cache. Beside the block cache, a store takes at most
 * {@link #WRITE_BUFFERS_BYTES} for writes not yet in files, and keeps at most {@link #MAX_OPEN_FILES} files open.
 * Thread-safe; to be closed after its stores.
 */
public final class RocksWorkingStores implements WorkingStore.Factory, AutoCloseable {

    /** Memory for writes of one store, over all spaces. */
    public static final long WRITE_BUFFERS_BYTES = 32L << 20;

    /** Open files of one store. */
    public static final int MAX_OPEN_FILES = 512;

    /** Debian's sst_dump 7.8 reads it; the newer default it does not. */
    private static final int TABLE_FORMAT_VERSION = 5;

    /** The cache is cut into sixteen parts, each with a lock of its own. */
    private static final int CACHE_SHARD_BITS = 4;

    /** The part of the cache that data cannot take from indexes and filters, without which each lookup reads a block more. */
    private static final double INDEX_SHARE = 0.5;

    private static final double BLOOM_BITS_PER_KEY = 10;

    static {
        NativeLibrary.load();
    }

    final Cache blockCache;
    final Filter bloom = new BloomFilter(BLOOM_BITS_PER_KEY);

    /** With a block cache of so many bytes for all stores together; indexes and filters live in it too. */
    public RocksWorkingStores(long blockCacheBytes) {
        blockCache = new LRUCache(blockCacheBytes, CACHE_SHARD_BITS, false, INDEX_SHARE);
    }

    @Override
    public WorkingStore open(Path directory, List<String> spaces) {
        return RocksOpening.open(directory, spaces, databaseOptions(), spaceOptions());
    }

    /** The database changes only as it is told: nothing repairs itself in the background, expires or merges. */
    private static DBOptions databaseOptions() {
        return new DBOptions()
                .setCreateIfMissing(true)
                .setCreateMissingColumnFamilies(true)
                .setMaxBgErrorResumeCount(0)
                .setAvoidFlushDuringShutdown(true)
                .setDbWriteBufferSize(WRITE_BUFFERS_BYTES)
                .setMaxOpenFiles(MAX_OPEN_FILES)
                .setMaxBackgroundJobs(2)
                .setStatsDumpPeriodSec(0)
                .setStatsPersistPeriodSec(0)
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                .setKeepLogFileNum(1);
    }

    /**
     * Indexes and filters are cut into blocks, too: those of all tables of a large state do not fit into the cache, and that of one
     * table, which is up to a megabyte, would push out much else and be read whole for one key.
     */
    private ColumnFamilyOptions spaceOptions() {
        BlockBasedTableConfig table = new BlockBasedTableConfig()
                .setFormatVersion(TABLE_FORMAT_VERSION)
                .setBlockCache(blockCache)
                .setCacheIndexAndFilterBlocks(true)
                .setCacheIndexAndFilterBlocksWithHighPriority(true)
                .setIndexType(IndexType.kTwoLevelIndexSearch)
                .setPartitionFilters(true)
                .setPinTopLevelIndexAndFilter(true)
                .setPinL0FilterAndIndexBlocksInCache(true)
                .setFilterPolicy(bloom)
                .setWholeKeyFiltering(true);
        return new ColumnFamilyOptions()
                .setTableFormatConfig(table)
                .setCompressionType(CompressionType.LZ4_COMPRESSION)
                .setWriteBufferSize(WRITE_BUFFERS_BYTES / 2)
                .setTtl(0)
                .setPeriodicCompactionSeconds(0);
    }

    @Override
    public void close() {
        bloom.close();
        blockCache.close();
    }
}
