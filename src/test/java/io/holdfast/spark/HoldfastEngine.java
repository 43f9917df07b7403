package io.holdfast.spark;

import io.holdfast.TestGraph;
import io.holdfast.codec.Types;
import io.holdfast.format.Manifest;
import io.holdfast.model.Pair;
import io.holdfast.simulation.LedgerSink;
import io.holdfast.simulation.Life;
import io.holdfast.simulation.Options;
import io.holdfast.simulation.Target;
import io.holdfast.simulation.World;
import io.holdfast.source.queue.QueueSource;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs a program on the production driver, in simulated time and on a simulated disk. */
final class HoldfastEngine {

    private final Program program;
    private final World world;
    private final TestGraph graph = new TestGraph();
    private final List<QueueSource<Object>> sources = new ArrayList<>();
    private final Map<Integer, Target> targets = new HashMap<>();

    private HoldfastEngine(Program program, Path scratch) {
        this.program = program;
        this.world = new World(scratch);
        world.wallMillis(Duration.between(Rules.zero(), Program.BEGIN).toMillis());
    }

    static Outcome run(Program program, Path scratch) throws IOException {
        HoldfastEngine engine = new HoldfastEngine(program, scratch);
        engine.describe();
        engine.live();
        engine.world.clean();
        return engine.outcome();
    }

    private void describe() {
        List<HoldfastStream> streams = new ArrayList<>();
        for (Program.Step step : program.steps()) {
            String name = "step-" + streams.size();
            if (step.operation() == null) {
                QueueSource<Object> source = QueueSource.of(List.of());
                sources.add(source);
                streams.add(new HoldfastStream(graph.stream(name, source)));
            } else {
                List<HoldfastStream> inputs =
                        step.inputs().stream().map(streams::get).toList();
                streams.add(new HoldfastStream(step.operation().onHoldfast(inputs, name)));
            }
        }
        for (int output : program.outputs()) {
            Target target = new Target("output-" + output);
            targets.put(output, target);
            streams.get(output).records().to(target.name, new LedgerSink<>(target, world));
        }
    }

    private void live() {
        Options options = new Options();
        options.interval = Program.INTERVAL;
        options.parallelism = program.parallelism();
        options.maxRestarts = 0;
        Life life = new Life(world, program.seed());
        arrive(0);
        for (int batch = 1; batch < program.batches(); batch++) {
            int arriving = batch;
            life.time().after(beforeBatch(batch), () -> arrive(arriving));
        }
        Throwable failure = life.stopAfter(beforeBatch(program.batches()))
                .run(options.build(), graph.plan(), Types.builder().build());
        if (failure != null) {
            throw new AssertionError("the job failed on Holdfast: " + failure + "\n" + program, failure);
        }
    }

    private static Duration beforeBatch(int batch) {
        return Program.INTERVAL.multipliedBy(batch).minus(Program.INTERVAL.dividedBy(2));
    }

    private void arrive(int batch) {
        for (int source = 0; source < sources.size(); source++) {
            if (!program.idle().get(batch)) {
                sources.get(source).add(program.input(source, batch));
            }
        }
    }

    private Outcome outcome() {
        Outcome outcome = new Outcome();
        Map<Pair<Long, Integer>, List<Object>> records = new HashMap<>();
        targets.forEach((output, target) -> target.entries.forEach(
                entry -> records.computeIfAbsent(Pair.of(entry.batch(), output), key -> new ArrayList<>())
                        .add(entry.value())));
        world.past().batches().forEach((id, committed) -> {
            Manifest manifest = committed.manifest();
            if (manifest.kind() == Manifest.Kind.BATCH) {
                long batch = Program.second(manifest.batchTimeMillis());
                outcome.ran(batch);
                targets.keySet()
                        .forEach(output ->
                                outcome.put(batch, output, records.getOrDefault(Pair.of(id, output), List.of())));
            }
        });
        return outcome;
    }
}
