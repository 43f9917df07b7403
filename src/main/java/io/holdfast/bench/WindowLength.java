package io.holdfast.bench;

import static io.holdfast.bench.Measurement.less;

import java.util.List;
import java.util.Map;

/** What a batch costs with a sliding window of 60 batches, as a minute has seconds, and with a long one. */
final class WindowLength implements Benchmark {

    private static final Heap HEAP = Heap.of(1024);

    /** How many batches of a round there are at least. */
    private static final long FEWEST_BATCHES = 20;

    @Override
    public String name() {
        return "window";
    }

    @Override
    public Load defaults() {
        return new Load(1_000_000, 1_000);
    }

    private static long batches(Load load) {
        return Math.max(FEWEST_BATCHES, load.records() / load.keys());
    }

    private static long shortWindow(Load load) {
        return Math.min(60, batches(load) / 10);
    }

    /** It is full for the last quarter, which is measured. */
    private static long longWindow(Load load) {
        return batches(load) / 4 * 3;
    }

    @Override
    public Map<String, String> settings(Load load) {
        return Map.of(
                "short window", shortWindow(load) + " batches",
                "long window", longWindow(load) + " batches");
    }

    @Override
    public Round prepare(Load load, Stage stage) {
        Settings settings = Settings.of(new Load(batches(load) * load.keys(), load.keys()));
        return round -> {
            double shortWindow = millis(settings, shortWindow(load), stage);
            double longWindow = millis(settings, longWindow(load), stage);
            return List.of(
                    less("batch with the short window p50", "ms", shortWindow),
                    less("batch with the long window p50", "ms", longWindow),
                    less("long window to short window", "ratio", longWindow / shortWindow));
        };
    }

    private static double millis(Settings settings, long batches, Stage stage) throws Exception {
        Settings own = settings.with("batches", batches).with("directory", stage.newDirectory("checkpoint"));
        try (ChildJvm job = stage.start(WindowJob.JOB, HEAP, own)) {
            return job.percentiles("run").p50();
        }
    }
}
