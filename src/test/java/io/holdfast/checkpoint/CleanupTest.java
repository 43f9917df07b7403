package io.holdfast.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.holdfast.common.Digest;
import io.holdfast.format.FileNames;
import io.holdfast.format.PinFile;
import io.holdfast.format.SnapshotStore;
import io.holdfast.storage.ForwardingStorage;
import io.holdfast.storage.StoredFile;
import io.holdfast.testkit.simulation.SimulatedStorage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What is deleted, one kind at a time. Each test names the mutants of {@link Cleanup} and {@link PinnedFiles}. */
class CleanupTest {

    private static final Digest SNAPSHOT = Digest.of(new byte[] {1});

    private final SimulatedStorage storage = new SimulatedStorage();
    private final List<String> calls = new ArrayList<>();

    private final ForwardingStorage recording = new ForwardingStorage(storage) {
        @Override
        public List<StoredFile> list(String directory) throws IOException {
            calls.add("list " + directory);
            return storage.list(directory);
        }

        @Override
        public void delete(String path) throws IOException {
            calls.add("delete " + path);
            storage.delete(path);
        }
    };

    private final Cleanup cleanup = new Cleanup(recording, Disposal.deleting(storage));

    @BeforeEach
    void createDirectories() {
        CheckpointDirectory.create(storage);
    }

    private void write(String path) throws IOException {
        storage.create(path).close();
    }

    private List<String> names(String directory) throws IOException {
        return storage.list(directory).stream().map(StoredFile::name).toList();
    }

    /** Mutants: garbage of one kind alone is left; the pins are listed although there is none. */
    @Test
    void eachKindOfGarbageIsDeletedAndWithoutAnyNothingIsAsked() throws IOException {
        write(FileNames.batch(3));
        write(FileNames.snapshot(SNAPSHOT));
        write(FileNames.file("f"));
        cleanup.delete(new Retention.Garbage(List.of(), List.of(), Set.of()));
        assertThat(calls).isEmpty();
        cleanup.delete(new Retention.Garbage(List.of(3L), List.of(), Set.of()));
        assertThat(names(FileNames.BATCHES)).isEmpty();
        cleanup.delete(new Retention.Garbage(List.of(), List.of(SNAPSHOT), Set.of()));
        assertThat(names(FileNames.SNAPSHOTS)).isEmpty();
        cleanup.delete(new Retention.Garbage(List.of(), List.of(), Set.of("f")));
        assertThat(names(FileNames.FILES)).isEmpty();
    }

    /** Mutants: files of this epoch, of later ones, or that nobody named are deleted, too. */
    @Test
    void onlyFilesOfOlderEpochsAreLeftovers() throws IOException {
        for (long epoch = 1; epoch <= 3; epoch++) {
            write(FileNames.temporary(epoch, "a", 0, "x"));
            write(FileNames.epoch(epoch));
        }
        write(FileNames.TEMPORARY + "/notes");
        write(FileNames.EPOCHS + "/notes");
        cleanup.afterTakeover(2, new Retention(RetentionPolicy.newest(1)));
        assertThat(names(FileNames.TEMPORARY)).hasSize(3).noneMatch(name -> name.startsWith("00000000000000000001"));
        assertThat(names(FileNames.EPOCHS)).hasSize(3).noneMatch(name -> name.startsWith("00000000000000000001"));
    }

    /** Mutants: a pin holds everything; while there is one, nothing is deleted. */
    @Test
    void aPinHoldsOnlyWhatItsBatchNeeds() throws IOException {
        TestJob job = pinnedJob();
        job.snapshot().batch().batch().snapshot().batch().batch().prune();
        assertThat(job.checkpoint().reader().batches()).contains(2L).doesNotContain(0L, 3L);
        assertThat(names(FileNames.SNAPSHOTS))
                .as("the pinned one and the newest")
                .hasSize(2);
        List<String> reached = new ArrayList<>();
        for (StoredFile file : storage.list(FileNames.SNAPSHOTS)) {
            Digest digest = FileNames.parseSnapshot(file.name()).orElseThrow();
            SnapshotStore.read(storage, digest).files().forEach(stored -> reached.add(stored.storedName()));
        }
        assertThat(names(FileNames.FILES)).isSubsetOf(reached);
    }

    /** Mutants: a pin whose batch is gone holds everything, or stops the pruning. */
    @Test
    void aPinOfABatchThatIsGoneHoldsNothing() throws IOException {
        pinnedJob();
        storage.delete(FileNames.batch(2));
        cleanup.delete(new Retention.Garbage(List.of(1L), List.of(), Set.of()));
        assertThat(names(FileNames.BATCHES)).hasSize(1);
    }

    /** Mutants: what a pin holds cannot be read, and things are deleted all the same. */
    @Test
    void whileWhatAPinHoldsCannotBeReadNothingIsDeleted() throws IOException {
        TestJob job = pinnedJob();
        storage.delete(FileNames.batch(2));
        write(FileNames.batch(2));
        job.snapshot().batch().batch().batch().batch().prune();
        assertThat(job.checkpoint().reader().batches()).contains(0L, 1L, 2L, 3L);
    }

    /** Mutants: the complaint is logged for each batch, or only once for all reasons there are. */
    @Test
    void aPinThatCannotBeReadIsComplainedOfOnce() throws IOException {
        Logger logger = (Logger) LoggerFactory.getLogger(PinnedFiles.class);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        logger.addAppender(log);
        // The simulation turns the logs of its thousands of processes off.
        logger.setLevel(Level.ERROR);
        try {
            write(FileNames.pin("a"));
            PinnedFiles pinned = new PinnedFiles(storage);
            pinned.read();
            pinned.read();
            assertThat(log.list).singleElement().asString().contains("pin a cannot be read", "`unpin`");
            storage.delete(FileNames.pin("a"));
            assertThat(pinned.read()).isTrue();
            write(FileNames.pin("a"));
            assertThat(pinned.read()).isFalse();
            assertThat(log.list).as("damaged again").hasSize(2);
        } finally {
            logger.detachAppender(log);
            logger.setLevel(null);
        }
    }

    /** With batch 2 pinned. */
    private TestJob pinnedJob() {
        TestJob job = new TestJob(storage, new Ledger(), 1)
                .takeOver()
                .batch()
                .snapshot()
                .batch();
        Pins.pin(storage, new PinFile("a", 2, "test", 1), new SplittableRandom(1));
        return job;
    }
}
