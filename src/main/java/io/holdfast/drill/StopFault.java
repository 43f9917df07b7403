package io.holdfast.drill;

import io.holdfast.drill.Child.Timed;
import io.holdfast.failure.FencedException;
import io.holdfast.format.FileNames;
import java.nio.file.Files;
import java.time.Instant;

/**
 * The process stands still, as under a long pause of its machine; a successor takes its directory over and goes on; then
 * the old one wakes up. It must find out that it was replaced, and end, without having committed or published anything.
 */
record StopFault() implements Fault {

    @Override
    public FaultKind kind() {
        return FaultKind.STOP;
    }

    @Override
    public FaultPoint inject(RunningJob job, Scene scene) throws Exception {
        long nanos = job.time().monotonicNanos();
        Instant at = job.now();
        Child old = job.child();
        old.pause();
        long batch = scene.newestBatch();
        // The lock is a courtesy that a network file system may lose.
        Files.deleteIfExists(job.checkpoint().resolve(FileNames.LOCK));
        RunningJob.Recovery recovery = job.restart(nanos);
        old.resume();
        Timed ended = old.await(event -> event.kind() == Event.Kind.ENDED, job.patience());
        boolean fenced = ended != null && ended.event().field(0).equals(FencedException.class.getName());
        old.kill();
        return scene.point(kind(), "running", at, nanos, batch, fenced, recovery, fenced ? "" : note(ended));
    }

    private static String note(@org.jspecify.annotations.Nullable Timed ended) {
        return ended == null
                ? "the old process had nothing to do after it woke up, and so did not notice its successor"
                : "the old process ended for another reason: " + ended.event().field(1);
    }
}
