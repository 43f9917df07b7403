package io.holdfast.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * 20,000 records a second: from the stamp of each until it is visible in a topic for readers of committed records, or, without
 * Kafka, until a function of the job gets it, which is later than its batch is durable.
 */
final class Latency implements Benchmark {

    private static final Heap HEAP = Heap.of(1024);

    @Override
    public String name() {
        return "latency";
    }

    /** 40 s. */
    @Override
    public Load defaults() {
        return new Load(40 * Latencies.RECORDS_PER_SECOND, 100_000);
    }

    @Override
    public boolean usesKafka() {
        return true;
    }

    @Override
    public Map<String, String> settings(Load load) {
        return Latencies.settings(load.records());
    }

    @Override
    public Round prepare(Load load, Stage stage) {
        return round -> {
            Settings settings = Settings.of(load)
                    .with("directory", stage.newDirectory("checkpoint"))
                    .with("name", "latency");
            BenchTopics topics = stage.topics();
            return topics == null ? local(settings, stage) : throughKafka(topics, settings, load, round, stage);
        };
    }

    private static List<Measurement> local(Settings settings, Stage stage) throws Exception {
        try (ChildJvm job = stage.start(LatencyJob.JOB, HEAP, settings)) {
            return measurements("to the local sink", job.percentiles("warm"), job.percentiles("start"));
        }
    }

    private static List<Measurement> measurements(String way, Percentiles warm, Percentiles start) {
        List<Measurement> all = new ArrayList<>(warm.measurements(way + ", warm"));
        all.addAll(start.measurements(way + ", start"));
        return all;
    }

    private static List<Measurement> throughKafka(
            BenchTopics topics, Settings settings, Load load, int round, Stage stage) throws Exception {
        String input = topics.create("latency-in-" + round, LatencyProbe.PARTITIONS);
        String output = topics.create("latency-out-" + round, LatencyProbe.PARTITIONS);
        Settings all = settings.with("name", topics.prefix() + "latency-" + round)
                .with("kafka", topics.servers())
                .with("input", input)
                .with("output", output);
        try (ChildJvm job = stage.start(LatencyJob.JOB, HEAP, all)) {
            var unused = job.seconds("ready");
            Latencies latencies = new LatencyProbe(topics.servers(), load, stage).run(input, output);
            return measurements("to readers in Kafka", latencies.warm(), latencies.start());
        }
    }
}
