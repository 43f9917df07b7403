package io.holdfast.drill;

import io.holdfast.checkpoint.CheckpointVerification;
import io.holdfast.common.TimeSource;
import io.holdfast.drill.Child.Timed;
import io.holdfast.failure.CorruptCheckpointException;
import io.holdfast.failure.IncompatibleCheckpointException;
import io.holdfast.storage.local.LocalStorage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The drilled job through all its processes: one after the other, on one directory. Used by the drill's thread. */
final class RunningJob implements AutoCloseable {

    private final Launcher launcher;
    private final Layout layout;
    private final Instructions.Run instructions;
    private final Duration patience;
    private final TimeSource time;
    private final List<Child> children = new ArrayList<>();
    private final List<CheckpointCheck> checks = new ArrayList<>();
    private Duration lastStart = Duration.ofSeconds(2);

    /**
     * What followed a fault.
     *
     * @param readyMillis until the job was ready; null if its process was not touched
     * @param batchMillis until a batch was committed; null if there was none
     */
    record Recovery(@Nullable Long readyMillis, @Nullable Long batchMillis) {}

    RunningJob(Launcher launcher, Layout layout, Instructions.Run instructions, Duration patience, TimeSource time) {
        this.launcher = launcher;
        this.layout = layout;
        this.instructions = instructions;
        this.patience = patience;
        this.time = time;
    }

    Path checkpoint() {
        return Path.of(instructions.checkpoint());
    }

    TimeSource time() {
        return time;
    }

    Duration patience() {
        return patience;
    }

    /** How long the last start took. */
    Duration lastStart() {
        return lastStart;
    }

    Child child() {
        return children.get(children.size() - 1);
    }

    /** All processes so far, in order. */
    List<Child> children() {
        return List.copyOf(children);
    }

    List<CheckpointCheck> checks() {
        return List.copyOf(checks);
    }

    /** Starts the next process. The one before is dead, or asleep. */
    Child start() throws IOException {
        Child child = launcher.start(instructions, layout.instructions("run"), null);
        children.add(child);
        return child;
    }

    /** Starts the next process after a death, looks at what the dead one left meanwhile, and waits for a batch. */
    Recovery restart(long sinceNanos) throws Exception {
        Path still = checkpoint().resolveSibling("still");
        Layout.remove(still);
        boolean linked = Fork.link(new LocalStorage(checkpoint()), still);
        Child child = start();
        verify(still, linked);
        return awaitRecovery(child, sinceNanos);
    }

    private void verify(Path still, boolean linked) throws CannotGoOn {
        Instant now = now();
        try {
            CheckpointVerification found = CheckpointVerification.of(new LocalStorage(still));
            checks.add(new CheckpointCheck(
                    now,
                    found.head(),
                    found.batches(),
                    found.bytes(),
                    found.snapshots(),
                    linked ? null : "files vanished while nobody ran"));
        } catch (CorruptCheckpointException | IncompatibleCheckpointException e) {
            String damage = String.valueOf(e.getMessage());
            checks.add(new CheckpointCheck(now, -1, 0, 0, 0, damage));
            throw new CannotGoOn(Verdict.FAILED, "the checkpoint was damaged after a fault: " + damage);
        } finally {
            Layout.remove(still);
        }
    }

    /** Waits until the process is ready, which it must become, and for a batch, which needs input. */
    Recovery awaitRecovery(Child child, long sinceNanos) throws Exception {
        Timed ready = child.await(event -> event.kind() == Event.Kind.READY, patience);
        if (ready == null) {
            throw new CannotGoOn(Verdict.FAILED, notReady(child));
        }
        lastStart = Duration.ofNanos(ready.nanos() - child.launchedNanos());
        Timed batch = child.await(event -> event.kind() == Event.Kind.COMMITTED, patience);
        return new Recovery(
                millis(ready.nanos() - sinceNanos), batch == null ? null : millis(batch.nanos() - sinceNanos));
    }

    /** Waits for a batch of the process that runs, after what it has committed so far. */
    Recovery awaitNextBatch(long sinceNanos) throws InterruptedException {
        Child child = child();
        Timed batch = child.await(child.events().size(), event -> event.kind() == Event.Kind.COMMITTED, patience);
        return new Recovery(null, batch == null ? null : millis(batch.nanos() - sinceNanos));
    }

    String notReady(Child child) {
        String words = child.lastWords();
        if (words != null) {
            return "the job did not start: " + words;
        }
        return (child.isAlive()
                        ? "the job was not ready within " + patience.toSeconds() + " s of a start"
                        : "the process of the job ended before the job was ready, and did not say why")
                + "; what it printed is in " + layout.log();
    }

    static long millis(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos);
    }

    Instant now() {
        return Instant.ofEpochMilli(time.wallMillis());
    }

    /** Stops the job in good order: everything that is sealed gets published. */
    void stop() throws Exception {
        Child child = child();
        if (!child.isAlive()) {
            child = start();
            awaitReady(child);
        }
        child.requestStop();
        Timed ended = child.await(event -> event.kind() == Event.Kind.ENDED, patience);
        if (ended == null || !ended.event().field(0).isEmpty()) {
            throw new CannotGoOn(
                    Verdict.FAILED,
                    ended == null
                            ? "the job did not stop within " + patience.toSeconds() + " s"
                            : "the job failed while it stopped: "
                                    + ended.event().field(1));
        }
        child.endsWithin(Duration.ofSeconds(1));
        child.kill();
    }

    private void awaitReady(Child child) throws Exception {
        if (child.await(event -> event.kind() == Event.Kind.READY, patience) == null) {
            throw new CannotGoOn(Verdict.FAILED, notReady(child));
        }
    }

    @Override
    public void close() throws InterruptedException {
        for (Child child : children) {
            child.kill();
        }
    }
}
