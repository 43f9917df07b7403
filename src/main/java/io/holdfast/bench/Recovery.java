package io.holdfast.bench;

import static io.holdfast.bench.Measurement.less;

import java.nio.file.Path;
import java.util.List;

/**
 * A job with this many keys is killed and started again: how long until it goes on. It is killed as soon as it has all keys, at full
 * speed; each round begins with a copy of what was left, so that all of them have the same to do.
 */
final class Recovery implements Benchmark {

    private static final Heap HEAP = Heap.of(1024);
    private static final long RECORDS_PER_SECOND = 200_000;
    private static final long INTERVAL_MILLIS = 100;

    @Override
    public String name() {
        return "recovery";
    }

    @Override
    public Load defaults() {
        return new Load(200_000, 1_000_000);
    }

    @Override
    public Round prepare(Load load, Stage stage) throws Exception {
        Path killed = stage.newDirectory("checkpoint");
        Settings settings = Settings.of(load).with("directory", killed);
        stage.progress().begins(name() + ", preparing the state", load.keys());
        killAfter(stage, StateJob.fill(settings));
        Settings going = settings.with("atRandom", true)
                .with("rate", RECORDS_PER_SECOND)
                .with("intervalMillis", INTERVAL_MILLIS)
                .with("stay", true);
        return round -> {
            Path copy = stage.copy(killed, "round");
            List<Measurement> measured = measure(going.with("directory", copy), load, stage);
            stage.remove(copy);
            return measured;
        };
    }

    private static void killAfter(Stage stage, Settings settings) throws Exception {
        try (ChildJvm job = stage.start(StateJob.JOB, HEAP, settings)) {
            var unused = job.number("memory");
        }
    }

    private static List<Measurement> measure(Settings settings, Load load, Stage stage) throws Exception {
        try (ChildJvm job = stage.start(StateJob.JOB, HEAP, settings)) {
            double ready = job.seconds("ready");
            if (job.number("keys") != load.keys()) {
                throw new IllegalStateException(
                        "Holdfast bug: " + load.keys() + " keys were committed, a restart has " + job.number("keys"));
            }
            double first = job.seconds("first");
            double durable = job.seconds("durable");
            double all = job.seconds("memory");
            return List.of(
                    less("start to ready", "s", ready),
                    less("start to first new record", "s", first),
                    less("start to first new batch durable", "s", durable),
                    less("start to all new records durable", "s", all),
                    less("replayed at most, of a shard", "MB", job.number("replay")));
        }
    }
}
