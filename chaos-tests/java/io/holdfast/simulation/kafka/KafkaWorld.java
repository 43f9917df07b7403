package io.holdfast.simulation.kafka;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.holdfast.driver.Driver;
import io.holdfast.testkit.simulation.ManualTime;
import io.holdfast.testkit.simulation.SimulatedStorage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.LoggerFactory;

/** What outlives the simulated processes of one history: clock, brokers, disk, targets, and what observers have seen. */
final class KafkaWorld {

    static final String OUTPUT = "out";

    final long seed;
    final ManualTime time = new ManualTime();
    final SimulatedKafka kafka;
    final InputTopic input;
    final CommittedBatches batches = new CommittedBatches();
    final MarkedTarget second = new MarkedTarget(batches);
    final Path scratch;
    private final List<String> violations = new ArrayList<>();
    private SimulatedStorage disk = new SimulatedStorage();
    private int lives;

    static {
        // Thousands of planned failures are no news.
        for (String noisy : List.of(
                Driver.class.getName(), "io.holdfast.source.kafka", "io.holdfast.sink.kafka", "io.holdfast.kafka")) {
            ((Logger) LoggerFactory.getLogger(noisy)).setLevel(Level.OFF);
        }
    }

    KafkaWorld(long seed, Path directory, int inputPartitions) {
        this.seed = seed;
        kafka = new SimulatedKafka(seed, time);
        input = new InputTopic(kafka, seed, inputPartitions);
        kafka.createTopic(OUTPUT, 2);
        kafka.observe(this::checkCommit);
        try {
            scratch = Files.createTempDirectory(directory, "kafka-world");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Nothing may become visible that is not of a committed batch. */
    private void checkCommit(Map<String, Map<TopicPartition, OffsetAndMetadata>> offsets) {
        offsets.values().forEach(group -> group.values().forEach(marker -> {
            String[] fields = marker.metadata().split(" ", -1);
            if (!batches.contains(Long.parseLong(fields[2]), fields[3])) {
                violations.add("batch " + fields[2] + " becomes visible before it is committed");
            }
        }));
    }

    List<String> violations() {
        return violations;
    }

    int born() {
        return lives++;
    }

    SimulatedStorage disk() {
        return disk;
    }

    /** A second process beside one that stands still and has lost its lock. */
    void beside() {
        disk.releaseLocks();
        disk = disk.newProcess();
    }

    void reboot() {
        disk = disk.reboot();
        batches.survived(disk);
    }

    void powerCut(IntUnaryOperator fate) {
        disk = disk.powerCut(fate);
        batches.survived(disk);
    }

    /** What a reader of committed records has got from the output topic, per partition in order. */
    List<String> output() {
        List<String> values = new ArrayList<>();
        for (PartitionLog log : kafka.topic(OUTPUT).partitions()) {
            log.committed()
                    .values()
                    .forEach(payload -> values.add(new String(payload.value(), StandardCharsets.UTF_8)));
        }
        return values;
    }

    /** Removes what dead processes left of their working copies. */
    void clean() {
        try (Stream<Path> paths = Files.walk(scratch)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
