package io.holdfast.drill;

import io.holdfast.checkpoint.CheckpointReader;
import io.holdfast.drill.Child.Timed;
import io.holdfast.storage.local.LocalStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Work of processes that nothing disturbs: replays, and functions that get batches handed over. */
final class Undisturbed {

    private final Launcher launcher;
    private final Layout layout;
    private final long first;
    private final Duration patience;
    private final Progress progress;

    Undisturbed(Launcher launcher, Layout layout, long first, Duration patience, Progress progress) {
        this.launcher = launcher;
        this.layout = layout;
        this.first = first;
        this.patience = patience;
        this.progress = progress;
    }

    /** Computes all batches of the archive again; the results can be read like batches. */
    CheckpointReader replay(int number, long last) throws Exception {
        Path results = layout.replay(number);
        Files.createDirectories(results);
        Instructions again = new Instructions.Again(
                layout.base().toString(), layout.archive().toString(), last, results.toString());
        await(launcher.start(again, layout.instructions("replay-" + number), null), "undisturbed run " + number, last);
        return new CheckpointReader(new LocalStorage(results));
    }

    /** Hands all batches of the archive to a function, so many times each, in a working directory of its own. */
    Path redeliver(String sink, int times, long last) throws Exception {
        Path directory = layout.redelivery(sink, times == 1 ? "once" : "twice");
        Files.createDirectories(directory);
        Instructions redeliver = new Instructions.Redeliver(layout.archive().toString(), first, last, sink, times);
        Path file = layout.instructions("redelivery-" + sink + "-" + times);
        await(launcher.start(redeliver, file, directory), "handing batches to '" + sink + "'", last);
        return directory;
    }

    /** It must go on: each step may take as long as a batch. */
    private void await(Child child, String what, long last) throws Exception {
        try (child) {
            Timed next = child.awaitEvent(0, patience);
            for (int seen = 1; next != null; seen++) {
                if (next.event().kind() == Event.Kind.REFUSED) {
                    throw new IOException(what + " failed: " + next.event().field(0));
                }
                progress.status(what + ": batch " + next.event().field(0) + " of " + last);
                next = child.awaitEvent(seen, patience);
            }
            if (!child.endsWithin(Duration.ofSeconds(1))) {
                throw new IOException(what + " did not go on within " + patience.toSeconds() + " s");
            }
            if (child.kill() || !child.succeeded()) {
                throw new IOException(what + " ended before it was done; what it printed is in " + layout.log());
            }
        }
    }
}
