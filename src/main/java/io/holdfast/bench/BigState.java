package io.holdfast.bench;

import static io.holdfast.bench.Measurement.less;
import static io.holdfast.bench.Measurement.more;

import io.holdfast.source.generator.GeneratorSource;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Keys at random of a state of 100 bytes each, of which the cache holds no more than a part. */
final class BigState implements Benchmark {

    private static final long MEGABYTE = 1 << 20;
    private static final long CACHE_BYTES_PER_KEY = 10;
    private static final long SMALLEST_CACHE_BYTES = 32 * MEGABYTE;
    private static final long LARGEST_CACHE_BYTES = 512 * MEGABYTE;
    private static final long BASE_HEAP_MEGABYTES = 512;

    /** RocksDB's block cache gets a quarter of the limit of the cache, off the heap. */
    private static final long BLOCK_CACHE_PART = 4;

    @Override
    public String name() {
        return "big-state";
    }

    @Override
    public Load defaults() {
        return new Load(1_000_000, 5_000_000);
    }

    private static long cacheBytes(Load load) {
        long wanted = load.keys() * CACHE_BYTES_PER_KEY / MEGABYTE * MEGABYTE;
        return Math.min(LARGEST_CACHE_BYTES, Math.max(SMALLEST_CACHE_BYTES, wanted));
    }

    private static long heapMegabytes(Load load) {
        return BASE_HEAP_MEGABYTES + 2 * cacheBytes(load) / MEGABYTE;
    }

    /** In MB of a million bytes. */
    private static double memorySet(Load load) {
        return (heapMegabytes(load) * MEGABYTE + cacheBytes(load) / BLOCK_CACHE_PART) / 1e6;
    }

    @Override
    public Map<String, String> settings(Load load) {
        return Map.of(
                "cache limit",
                cacheBytes(load) / MEGABYTE + " MiB",
                "memory set",
                String.format(Locale.ROOT, "%.0f MB (heap and block cache)", memorySet(load)));
    }

    @Override
    public Round prepare(Load load, Stage stage) throws Exception {
        Path directory = stage.newDirectory("checkpoint");
        Settings settings = Settings.of(load).with("directory", directory).with("cacheBytes", cacheBytes(load));
        stage.progress().begins(name() + ", preparing the state", load.keys());
        try (ChildJvm fill = stage.start(StateJob.JOB, Heap.of(heapMegabytes(load)), StateJob.fill(settings))) {
            var unused = fill.number("memory");
        }
        Settings atRandom = settings.with("atRandom", true)
                .with("rate", GeneratorSource.MAX_RECORDS_PER_SECOND)
                .with("intervalMillis", 1000);
        return round -> {
            try (ChildJvm job = stage.start(StateJob.JOB, Heap.of(heapMegabytes(load)), atRandom)) {
                double memory = job.number("memory");
                return List.of(
                        more("throughput", "records/s", job.number("throughput")),
                        less("peak memory", "MB", memory),
                        less("peak memory to memory set", "ratio", memory / memorySet(load)));
            }
        };
    }
}
