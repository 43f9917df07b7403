package io.holdfast.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How long a small batch takes from the end of computing until durable, and a single record from its arrival until durable. */
final class CommitTime implements Benchmark {

    private static final Heap HEAP = Heap.of(512);

    @Override
    public String name() {
        return "commit";
    }

    @Override
    public Load defaults() {
        return new Load(50_000, 10_000);
    }

    @Override
    public Round prepare(Load load, Stage stage) {
        return round -> {
            Path directory = stage.newDirectory("checkpoint");
            try (ChildJvm job =
                    stage.start(CommitJob.JOB, HEAP, Settings.of(load).with("directory", directory))) {
                List<Measurement> all =
                        new ArrayList<>(job.percentiles("commit").measurements("commit"));
                all.addAll(job.percentiles("batch").measurements("batch of one record"));
                all.addAll(job.percentiles("arrival").measurements("arrival to durable"));
                return all;
            }
        };
    }
}
