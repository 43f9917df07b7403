package io.holdfast.bench;

import io.holdfast.common.ThreadWorkers;
import io.holdfast.common.TimeSource;
import io.holdfast.common.Workers;
import io.holdfast.failure.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where benchmarks take place: a directory, processes, and perhaps topics, none of which is left when it is closed. For one
 * thread, but {@link #requestStop}.
 */
final class Stage implements AutoCloseable {

    private final Path directory;
    private final BenchProgress progress;
    private final TimeSource time = TimeSource.SYSTEM;
    private final Workers workers = new ThreadWorkers("bench");
    private final @Nullable BenchTopics topics;
    private @Nullable ChildJvm child;
    private boolean stopped;
    private int directories;

    Stage(Path parent, @Nullable String kafka, BenchProgress progress) throws Exception {
        this.progress = progress;
        topics = kafka == null ? null : BenchTopics.at(kafka, workers);
        directory = create(parent);
        progress.says("Checkpoints of this run are in " + directory + ", which is removed at the end.");
        if (topics != null) {
            progress.says("Topics of this run are at " + kafka + ", begin with " + topics.prefix()
                    + ", and are deleted at the end.");
        }
    }

    private static Path create(Path parent) {
        try {
            return Files.createTempDirectory(parent.toAbsolutePath(), "holdfast-bench-");
        } catch (IOException e) {
            throw new ConfigurationException(
                    "cannot create a directory for checkpoints in " + parent.toAbsolutePath() + ": " + e
                            + "; name one on a local disk with --directory",
                    e);
        }
    }

    BenchProgress progress() {
        return progress;
    }

    TimeSource time() {
        return time;
    }

    Workers workers() {
        return workers;
    }

    /** Null if records are made up. */
    @Nullable
    BenchTopics topics() {
        return topics;
    }

    /** A name in the directory that nobody has had. */
    Path newDirectory(String name) {
        return directory.resolve(name + "-" + directories++);
    }

    /** A copy of a directory of the stage, under a new name. */
    Path copy(Path from, String name) throws IOException {
        Path to = newDirectory(name);
        try (Stream<Path> paths = Files.walk(from)) {
            for (Path path : paths.toList()) {
                Files.copy(path, to.resolve(from.relativize(path)));
            }
        }
        return to;
    }

    /** Starts a job; the one before must have been closed. */
    synchronized ChildJvm start(String job, Heap heap, Settings settings) throws IOException {
        requireGoingOn();
        Path log = newDirectory("log-" + job);
        ChildJvm started = ChildJvm.start(job, heap, settings, log, time, progress::at);
        child = started;
        return started;
    }

    /** Throws if a person has asked for the end. */
    synchronized void requireGoingOn() {
        if (stopped) {
            throw new StoppedException();
        }
    }

    /** Asks for the end, at once. Thread-safe. */
    synchronized void requestStop() {
        stopped = true;
        if (child != null) {
            child.kill();
        }
    }

    /** Removes what a benchmark has left in the directory. */
    void clear() throws IOException {
        closeChild();
        try (Stream<Path> left = Files.list(directory)) {
            for (Path path : left.toList()) {
                remove(path);
            }
        }
    }

    /** Removes a directory of the stage, or a file. */
    void remove(Path tree) throws IOException {
        try (Stream<Path> paths = Files.walk(tree)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private void closeChild() {
        ChildJvm last;
        synchronized (this) {
            last = child;
            child = null;
        }
        if (last != null) {
            last.close();
        }
    }

    @Override
    public void close() throws Exception {
        try {
            deleteTopics();
        } finally {
            clear();
            Files.delete(directory);
        }
    }

    private void deleteTopics() {
        closeChild();
        List<String> left = topics == null ? List.of() : topics.delete();
        if (!left.isEmpty()) {
            progress.says("Could not delete these topics: " + String.join(", ", left));
        }
    }
}
