package io.holdfast.drill;

import io.holdfast.checkpoint.CheckpointReader;
import io.holdfast.common.ThreadWorkers;
import io.holdfast.common.TimeSource;
import io.holdfast.common.Workers;
import io.holdfast.configuration.Keys;
import io.holdfast.driver.JobDescription;
import io.holdfast.driver.JobEnvironment;
import io.holdfast.driver.JobOptions;
import io.holdfast.driver.Replay;
import io.holdfast.execution.BatchOutput;
import io.holdfast.format.BatchFileWriter;
import io.holdfast.format.FileNames;
import io.holdfast.format.Manifest;
import io.holdfast.format.SectionBuffer;
import io.holdfast.state.rocksdb.RocksStores;
import io.holdfast.storage.Storage;
import io.holdfast.storage.StorageOutput;
import io.holdfast.storage.local.LocalStorage;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.stream.Stream;

/** Instead of starting the job, computes recorded batches again and writes what comes out as batch files. */
final class ReplayRehearsal extends DrillRehearsal {

    /** So much that hardly anything is stored on the way: a replay is never restarted. */
    private static final long NO_SNAPSHOTS = 1L << 50;

    private final Instructions.Again instructions;
    private final Events events;
    private final BatchFileWriter writer = new BatchFileWriter();

    ReplayRehearsal(Instructions.Again instructions, Events events) {
        super(events);
        this.instructions = instructions;
        this.events = events;
    }

    /** Does not return in good order: the program has nothing to do after a replay. */
    @Override
    JobDescription prepareOnly(JobDescription job) throws Exception {
        requireInputThatStays(
                job, "what the batch received is kept nowhere. The commands 'diff' and 'state' show what came of it");
        Workers workers = new ThreadWorkers(job.options().name());
        CheckpointReader archive = new CheckpointReader(new LocalStorage(Path.of(instructions.archive())));
        Storage results = new LocalStorage(Path.of(instructions.results()));
        results.createDirectories(FileNames.BATCHES);
        Path base = Path.of(instructions.base());
        Storage state = new LocalStorage(base);
        for (String directory : FileNames.DIRECTORIES) {
            state.createDirectories(directory);
        }
        JobDescription replayed = new JobDescription(
                withoutSnapshots(job.options()),
                job.plan().with(RunRehearsal::quiet, node -> node.sink()),
                job.types(),
                state,
                Path.of(instructions.results()).resolve("work"),
                List.of());
        try (RocksStores stores = new RocksStores(job.options().stateCacheBytes() / 4, workers)) {
            JobEnvironment environment = new JobEnvironment(
                    state, replayed.workDirectory(), stores, workers, TimeSource.SYSTEM, new SecureRandom());
            new Replay(replayed, environment, batch -> archive.read(batch).manifest())
                    .run(instructions.last(), (recorded, output) -> write(results, recorded, output));
        }
        return finished();
    }

    private void write(Storage results, Manifest recorded, BatchOutput output) throws Exception {
        List<SectionBuffer> sections = Stream.concat(output.deltas().stream(), output.outboxes().stream())
                .toList();
        try (StorageOutput file = results.create(FileNames.batch(recorded.batch()))) {
            writer.write(file, recorded, sections);
        }
        events.tell(Event.Kind.DONE, recorded.batch());
    }

    private static JobOptions withoutSnapshots(JobOptions options) {
        return options.with(Keys.REPLAY_BUDGET, NO_SNAPSHOTS);
    }
}
