package io.holdfast.configuration;

import io.holdfast.location.CheckpointLocation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** All options that Holdfast has. */
public final class Keys {

    private static final int MOST_SHARDS = 256;
    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();
    private static final long MEGABYTE = 1 << 20;
    private static final Duration MILLISECOND = Duration.ofMillis(1);

    public static final Key<CheckpointLocation> CHECKPOINT_DIRECTORY = Key.of(
                    "checkpoint-directory",
                    ValueType.LOCATION,
                    "checkpointDirectory",
                    "Holds the checkpoints of this job and of no other: a local directory, or one on HDFS")
            .withoutFallback("none: the job's code or the configuration says it");

    public static final Key<Path> WORK_DIRECTORY = Key.of(
                    "work-directory",
                    ValueType.PATH,
                    "workDirectory",
                    "A directory on a local disk for working copies of state; elsewhere than in the checkpoint directory, snapshots"
                            + " cost copies instead of links")
            .withoutFallback("`work` in a local checkpoint directory; for HDFS one in the temporary directory");

    public static final Key<Set<String>> TRUSTED_FILE_SYSTEMS = Key.of(
                    "trusted-file-systems",
                    ValueType.NAMES,
                    "trustFileSystem",
                    "Schemes of Hadoop file systems other than HDFS that keep what checkpoints rest on; see `trustFileSystem`")
            .fallback(Set.of(), "none");

    public static final Key<Duration> BATCH_INTERVAL = Key.atLeast(
            MILLISECOND,
            Key.of(
                            "batch-interval",
                            ValueType.TIME_SPAN,
                            "batchInterval",
                            "How often a batch begins; down to about 20ms")
                    .fallback(Duration.ofSeconds(1)));

    public static final Key<Integer> PARALLELISM = Key.between(
            1,
            MOST_SHARDS,
            Key.of(
                            "parallelism",
                            ValueType.INTEGER,
                            "parallelism",
                            "Tasks and shards of state; may change at each start")
                    .fallback(Math.min(MOST_SHARDS, PROCESSORS), "number of processors"));

    public static final Key<Integer> RETAINED_BATCHES = Key.atLeast(
            1,
            Key.of(
                            "retained-batches",
                            ValueType.INTEGER,
                            "retainedBatches",
                            "How many of the newest batches stay restorable, however old")
                    .fallback(100));

    public static final Key<Duration> RETAINED_FOR = Key.atLeast(
            Duration.ZERO,
            Key.of(
                            "retained-for",
                            ValueType.TIME_SPAN,
                            "retainedFor",
                            "How long batches stay restorable, even if they are more; a start reads the manifests of all")
                    .fallback(Duration.ZERO));

    public static final Key<Long> MAX_RECORDS_PER_BATCH = Key.atLeast(
            1L,
            Key.of(
                            "max-records-per-batch",
                            ValueType.COUNT,
                            "maxRecordsPerBatch",
                            "About how many records a batch reads from each source at most; batches adapt to the speed of the job below"
                                    + " that")
                    .fallback(10_000_000L));

    public static final Key<Long> STATE_CACHE = Key.atLeast(
            MEGABYTE,
            Key.of(
                            "state-cache",
                            ValueType.BYTES,
                            "stateCacheBytes",
                            "Live state of all shards, on the heap; RocksDB's block cache takes a quarter of this besides, off the"
                                    + " heap, and each shard up to 32 MB for writes")
                    .fallback(
                            Math.max(MEGABYTE, Runtime.getRuntime().maxMemory() / 4), "a quarter of the maximum heap"));

    public static final Key<Long> REPLAY_BUDGET = Key.atLeast(
            MEGABYTE / 16,
            Key.of(
                            "replay-budget",
                            ValueType.BYTES,
                            "replayBudgetBytes",
                            "How much a restart may have to replay, per shard; more means fewer snapshots")
                    .fallback(64 * MEGABYTE));

    public static final Key<Integer> MAX_UNPUBLISHED_BATCHES = Key.atLeast(
            1,
            Key.of(
                            "max-unpublished-batches",
                            ValueType.INTEGER,
                            "maxUnpublished",
                            "How many committed batches may wait for a sink before the next batch waits, too")
                    .fallback(50));

    public static final Key<Long> MAX_UNPUBLISHED_SIZE = Key.atLeast(
            MEGABYTE / 16,
            Key.of(
                            "max-unpublished-size",
                            ValueType.BYTES,
                            "maxUnpublished",
                            "How much committed output may wait for a sink before the next batch waits, too")
                    .fallback(64 * MEGABYTE));

    public static final Key<Integer> MAX_RESTARTS = Key.atLeast(
            0,
            Key.of(
                            "max-restarts",
                            ValueType.INTEGER,
                            "restarts",
                            "How often the engine restarts inside the process within `restart-window`, before the job fails")
                    .fallback(3));

    public static final Key<Duration> RESTART_WINDOW = Key.atLeast(
            MILLISECOND,
            Key.of("restart-window", ValueType.TIME_SPAN, "restarts", "The time that restarts are counted in")
                    .fallback(Duration.ofMinutes(10)));

    public static final Key<Duration> MAX_TIME_JUMP = Key.atLeast(
            MILLISECOND,
            Key.of(
                            "max-time-jump",
                            ValueType.TIME_SPAN,
                            "maxTimeJump",
                            "How far batch time may jump ahead at a start, as after a long downtime")
                    .fallback(Duration.ofDays(1)));

    public static final Key<Duration> STOP_TIMEOUT = Key.atLeast(
            MILLISECOND,
            Key.of(
                            "stop-timeout",
                            ValueType.TIME_SPAN,
                            "stopTimeout",
                            "How long a stop waits for sinks that are behind, and how long `run` waits for the running batch before it"
                                    + " gives it up")
                    .fallback(Duration.ofSeconds(30)));

    public static final Key<Set<String>> FORGET = Key.of(
                    "forget",
                    ValueType.NAMES,
                    "forget",
                    "Operators, sources, sinks and classes that the job no longer has, and of which the checkpoint may lose what it"
                            + " holds")
            .fallback(Set.of(), "none");

    public static final Key<Map<String, UnknownMarker>> UNKNOWN_MARKERS = Key.of(
                    "unknown-markers",
                    ValueType.MARKERS,
                    "onUnknownMarker",
                    "What to do if the target of a sink does not say how far this checkpoint was published there")
            .fallback(Map.of(), "refuse the start");

    public static final Key<Boolean> STATUS_PAGE = Key.of(
                    "status-page", ValueType.FLAG, "statusPage", "Whether the job shows its status page")
            .withoutFallback("as the job's code says; under `run`, if that says nothing, `true`");

    public static final Key<Integer> STATUS_PORT = Key.between(
            0,
            65_535,
            Key.of("status-port", ValueType.INTEGER, "statusPage", "Its port; 0 for one that is free")
                    .withoutFallback("as the job's code says, or 4040, or if that is in use one that is free"));

    public static final Key<String> STATUS_ADDRESS = Key.of(
                    "status-address",
                    ValueType.TEXT,
                    "statusPage",
                    "The address that it listens on; one of other machines' reach needs a token")
            .withoutFallback("as the job's code says, or `localhost`");

    public static final Key<String> STATUS_TOKEN = Key.of(
                    "status-token",
                    ValueType.TEXT,
                    "statusPage",
                    "What whoever looks at it has to know, at least 16 characters")
            .withoutFallback("as the job's code says, or none");

    public static final Key<LogLevel> LOG_LEVEL = Key.of(
                    "log-level", ValueType.oneOf(LogLevel.class), "", "How much `run` logs")
            .fallback(LogLevel.INFO);

    public static final Key<LogFormat> LOG_FORMAT = Key.of(
                    "log-format", ValueType.oneOf(LogFormat.class), "", "How `run` logs")
            .fallback(LogFormat.TEXT);

    /** In the order of the reference. */
    public static final List<Key<?>> ALL = List.of(
            CHECKPOINT_DIRECTORY,
            WORK_DIRECTORY,
            TRUSTED_FILE_SYSTEMS,
            BATCH_INTERVAL,
            PARALLELISM,
            MAX_RECORDS_PER_BATCH,
            STATE_CACHE,
            REPLAY_BUDGET,
            RETAINED_BATCHES,
            RETAINED_FOR,
            MAX_UNPUBLISHED_BATCHES,
            MAX_UNPUBLISHED_SIZE,
            MAX_RESTARTS,
            RESTART_WINDOW,
            MAX_TIME_JUMP,
            STOP_TIMEOUT,
            FORGET,
            UNKNOWN_MARKERS,
            STATUS_PAGE,
            STATUS_PORT,
            STATUS_ADDRESS,
            STATUS_TOKEN,
            LOG_LEVEL,
            LOG_FORMAT);

    private Keys() {}
}
