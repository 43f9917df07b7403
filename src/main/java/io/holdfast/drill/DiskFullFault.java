package io.holdfast.drill;

import io.holdfast.drill.Child.Timed;
import io.holdfast.failure.StorageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The disk of the checkpoint is filled to the last byte until the job ends for it, then freed. */
record DiskFullFault() implements Fault {

    private static final Duration REFILL = Duration.ofMillis(50);
    private static final int BLOCK_BYTES = 1 << 20;

    @Override
    public FaultKind kind() {
        return FaultKind.DISK_FULL;
    }

    @Override
    public FaultPoint inject(RunningJob job, Scene scene) throws Exception {
        Path filler = job.checkpoint().resolveSibling("filler");
        long nanos = job.time().monotonicNanos();
        Instant at = job.now();
        Child child = job.child();
        try {
            fillUntilItEnds(filler, child, job);
        } finally {
            Files.deleteIfExists(filler);
        }
        Timed ended = child.await(event -> event.kind() == Event.Kind.ENDED, Duration.ZERO);
        boolean hit = ended != null && ended.event().field(0).equals(StorageException.class.getName());
        child.kill();
        long batch = scene.newestBatch();
        RunningJob.Recovery recovery = job.restart(nanos);
        return scene.point(kind(), "running", at, nanos, batch, hit, recovery, hit ? "" : note(ended));
    }

    /** What the job frees is taken again. */
    private static void fillUntilItEnds(Path filler, Child child, RunningJob job) throws Exception {
        long deadline = job.time().monotonicNanos() + job.patience().toNanos();
        do {
            fill(filler);
        } while (job.time().monotonicNanos() < deadline
                && child.await(event -> event.kind() == Event.Kind.ENDED, REFILL) == null
                && child.isAlive());
    }

    private static void fill(Path filler) throws IOException {
        try (FileChannel channel = FileChannel.open(filler, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (int bytes = BLOCK_BYTES; bytes > 0; bytes /= 2) {
                writeUntilFull(channel, bytes);
            }
        }
    }

    private static void writeUntilFull(FileChannel channel, int bytes) {
        try {
            while (true) {
                channel.write(ByteBuffer.allocate(bytes));
            }
        } catch (IOException full) {
            // That is what this is for; smaller writes come next.
        }
    }

    private static String note(@Nullable Timed ended) {
        return ended == null
                ? "the job did not need the disk while it was full"
                : "the job ended for another reason: " + ended.event().field(1);
    }
}
