package io.holdfast.drill;

import io.holdfast.checkpoint.CheckpointReader;
import io.holdfast.checkpoint.CheckpointVerification;
import io.holdfast.common.ThreadWorkers;
import io.holdfast.common.TimeSource;
import io.holdfast.common.Workers;
import io.holdfast.drill.network.Network;
import io.holdfast.failure.ConfigurationException;
import io.holdfast.format.FileNames;
import io.holdfast.storage.local.LocalStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A drill: runs somebody's job in processes of its own, on a fork of its checkpoint or from the beginning, hits it, and
 * compares what came of it with what should have come of it. Neither the original directory nor the job's targets are
 * written to. Run once; {@link #requestStop} is thread-safe.
 */
public final class Drill {

    private final DrillOptions options;
    private final Progress progress;
    private final String mainClass;
    private final Layout layout;
    private final Workers workers = new ThreadWorkers("drill");
    private final TimeSource time = TimeSource.SYSTEM;
    private volatile boolean interrupted;
    private volatile @Nullable FaultRun run;

    public Drill(DrillOptions options, Progress progress) {
        this(options, progress, RehearsedJob.class.getName());
    }

    /** A drill whose processes have another main. */
    Drill(DrillOptions options, Progress progress, String mainClass) {
        this.options = options;
        this.progress = progress;
        this.mainClass = mainClass;
        this.layout = new Layout(options.report().toAbsolutePath());
    }

    /** Asks the drill to inject no more faults, to compare what there is, and to report. Returns at once. */
    public void requestStop() {
        interrupted = true;
        FaultRun running = run;
        if (running != null) {
            running.interrupt();
        }
    }

    /**
     * Runs the drill, and writes its report.
     *
     * @throws ConfigurationException if it cannot begin
     */
    public DrillResult run() throws Exception {
        openDirectory();
        DrillResult result = onDisk();
        if (result.verdict() == Verdict.PASSED && !options.keep()) {
            layout.removeData();
        }
        return result;
    }

    /** On the disk that there is, or on a small one, which is gone afterwards. */
    private DrillResult onDisk() throws Exception {
        boolean fullDisk = options.faults().contains(FaultKind.DISK_FULL);
        try (@Nullable
                SmallDisk disk =
                        fullDisk ? SmallDisk.open(options.disk(), layout.root().resolve("disk")) : null) {
            Path checkpoint =
                    disk == null ? layout.checkpoint() : disk.directory().resolve("checkpoint");
            DrillResult result = drill(checkpoint);
            ResultJson.write(result, layout.root().resolve("report.json"));
            HtmlReport.write(result, layout.root().resolve("report.html"));
            return result;
        }
    }

    private void openDirectory() throws IOException {
        Files.createDirectories(layout.root());
        try (Stream<Path> entries = Files.list(layout.root())) {
            if (entries.findAny().isPresent()) {
                throw new ConfigurationException("the report directory " + layout.root()
                        + " is not empty: each drill needs a new one; name another with --report");
            }
        }
    }

    private DrillResult drill(Path checkpoint) throws Exception {
        long after = fork(checkpoint);
        Archive archive = new Archive(checkpoint, layout.archive(), after);
        Launcher launcher = new Launcher(options.program(), mainClass, layout.log(), workers, time);
        KafkaTopics topics = new KafkaTopics(launcher, layout, options);
        KafkaUse kafka = kafka(topics);
        Instant started = Instant.ofEpochMilli(time.wallMillis());
        try (@Nullable Network network = network(kafka);
                RunningJob job = new RunningJob(
                        launcher,
                        layout,
                        instructions(checkpoint, topics, kafka.routes(network)),
                        options.patience(),
                        time)) {
            Moments moments =
                    new Moments(checkpoint, layout.recordings(), new SplittableRandom(options.seed() + 1), time);
            Scene scene = new Scene(time.monotonicNanos(), archive, moments, network);
            FaultRun faults = new FaultRun(options, job, scene, progress, workers);
            run = faults;
            if (interrupted) {
                faults.interrupt();
            }
            faults.run();
            openBase(archive, after);
            Undisturbed undisturbed = new Undisturbed(launcher, layout, archive.first(), options.patience(), progress);
            Judgement judgement = new Judgement(
                    options,
                    layout,
                    archive,
                    undisturbed,
                    topics,
                    kafka.topics().keySet(),
                    progress);
            judgement.judge(faults.stoppedCleanly());
            Verdict verdict = faults.verdict().and(judgement.verdict());
            List<String> reasons = reasons(faults, judgement);
            reasons.addAll(kept(verdict, topics, kafka.topics()));
            return new DrillResult(
                    options.program().job(),
                    options.described(),
                    options.seed(),
                    started,
                    faults.duration(),
                    faults.isInterrupted(),
                    new BatchPoints(archive.reader(), job.children()).all(),
                    faults.points(),
                    job.checks(),
                    judgement.comparisons(),
                    verdict,
                    reasons);
        } catch (Exception e) {
            if (!kafka.topics().isEmpty()) {
                abandon(topics, e);
            }
            throw e;
        }
    }

    /** Nobody will judge what they hold. */
    private void abandon(KafkaTopics topics, Exception failure) {
        try {
            topics.delete();
        } catch (Exception e) {
            failure.addSuppressed(e);
            progress.event("the topics of the drill could not be deleted: " + e.getMessage());
        }
    }

    private KafkaUse kafka(KafkaTopics topics) throws Exception {
        if (options.kafka() == null && !options.faults().contains(FaultKind.NET)) {
            return KafkaUse.NONE;
        }
        KafkaUse kafka = topics.create();
        kafka.topics().forEach((sink, topic) -> progress.event("sink '" + sink + "' publishes to " + topic));
        return kafka;
    }

    private @Nullable Network network(KafkaUse kafka) {
        if (!options.faults().contains(FaultKind.NET)) {
            return null;
        }
        kafka.requireOpenConnections();
        return new Network(workers);
    }

    private Instructions.Run instructions(Path checkpoint, KafkaTopics topics, Map<String, String> routes) {
        return new Instructions.Run(
                checkpoint.toString(),
                layout.recordings().toString(),
                options.call(),
                options.realOutputs(),
                topics.targets(),
                routes);
    }

    /** The topics have served if nothing was wrong, and are evidence if something was: then it is said where they are. */
    private List<String> kept(Verdict verdict, KafkaTopics topics, Map<String, String> names) throws Exception {
        if (names.isEmpty()) {
            return List.of();
        }
        if (!options.keep() && verdict.compareTo(Verdict.INCONCLUSIVE) <= 0) {
            topics.delete();
            return List.of();
        }
        return names.entrySet().stream()
                .map(name -> "what sink '" + name.getKey() + "' published is kept in " + name.getValue())
                .toList();
    }

    /** Forks what there is to fork; returns the batch that the drill begins after. */
    private long fork(Path checkpoint) {
        Original original = options.checkpoint();
        if (original == null) {
            return -1;
        }
        CheckpointVerification forked = Fork.of(original, layout.base());
        Fork.link(new LocalStorage(layout.base()), checkpoint);
        progress.event("forked " + original.directory() + " at batch " + forked.head() + ", " + forked.batches()
                + " batches and " + forked.snapshots() + " snapshots");
        new ForkedMarkers(new CheckpointReader(new LocalStorage(layout.base())), layout.recordings()).write();
        return forked.head();
    }

    /** A replay begins after the takeover batch of the first process, with what was there before it. */
    private void openBase(Archive archive, long after) throws IOException {
        Path batches = layout.base().resolve(FileNames.BATCHES);
        Files.createDirectories(batches);
        String takeover = FileNames.batch(after + 1);
        if (Files.exists(archive.directory().resolve(takeover))) {
            Fork.keep(
                    new LocalStorage(archive.directory()),
                    takeover,
                    layout.base().resolve(takeover));
        }
    }

    /** Those of the heavier verdict first. */
    private static List<String> reasons(FaultRun faults, Judgement judgement) {
        boolean judgedWorse = judgement.verdict().compareTo(faults.verdict()) > 0;
        List<String> reasons = new ArrayList<>(judgedWorse ? judgement.reasons() : faults.reasons());
        reasons.addAll(judgedWorse ? faults.reasons() : judgement.reasons());
        return reasons;
    }
}
