package io.holdfast.bench;

import static io.holdfast.bench.Measurement.less;
import static io.holdfast.bench.Measurement.more;

import java.util.List;
import java.util.Map;

/** How many keys a second {@code updateStateByKey} visits, of which one in a hundred has a new value. */
final class UpdateAll implements Benchmark {

    private static final long BASE_HEAP_MEGABYTES = 512;
    private static final long HEAP_BYTES_PER_KEY = 800;

    @Override
    public String name() {
        return "update-all";
    }

    /** Records are keys that are visited. */
    @Override
    public Load defaults() {
        return new Load(20_000_000, 2_000_000);
    }

    private static long heapMegabytes(Load load) {
        return BASE_HEAP_MEGABYTES + load.keys() * HEAP_BYTES_PER_KEY / 1_000_000;
    }

    @Override
    public Map<String, String> settings(Load load) {
        return Map.of("heap", heapMegabytes(load) + " MiB");
    }

    @Override
    public Round prepare(Load load, Stage stage) {
        return round -> {
            Settings settings = Settings.of(load).with("directory", stage.newDirectory("checkpoint"));
            try (ChildJvm job = stage.start(UpdateAllJob.JOB, Heap.of(heapMegabytes(load)), settings)) {
                double memory = job.number("memory");
                return List.of(more("keys visited", "keys/s", job.number("visits")), less("peak memory", "MB", memory));
            }
        };
    }
}
