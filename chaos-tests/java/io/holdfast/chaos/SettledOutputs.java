package io.holdfast.chaos;

import io.holdfast.chaos.SumsChecker.Sum;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The oracle of a run that is too long to be checked as a whole: whenever the job has come to rest, everything since the
 * last time is checked, then forgotten. The directories of the file sink that were checked are removed, as a
 * consumer may do.
 */
final class SettledOutputs implements AutoCloseable {

    private final TestBed bed;
    private final TopicTail tail;
    private final List<Sum> found = new ArrayList<>();
    private long checked;

    SettledOutputs(TestBed bed) {
        this.bed = bed;
        tail = new TopicTail(bed.brokers(), bed.job().out());
    }

    /** Whether the job has published, in the topic, as many sums as there are records in the ledger. */
    boolean complete() {
        found.addAll(tail.readOn());
        return found.size() >= bed.ledger().size();
    }

    /** Checks both outputs; no process of the job may be running. */
    void check() throws IOException {
        found.addAll(tail.readOn());
        SumsChecker.check("topic " + bed.job().out(), bed.ledger().sums(), found);
        SumsChecker.check(
                bed.job().files().toString(),
                bed.ledger().sums(),
                Outputs.files(bed.job().files()));
        checked += found.size();
        found.clear();
        bed.ledger().settle();
        for (Path batch : Outputs.visible(bed.job().files())) {
            deleteTree(batch);
        }
    }

    private static void deleteTree(Path directory) throws IOException {
        try (Stream<Path> entries = Files.walk(directory)) {
            for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(entry);
            }
        }
    }

    /** How many sums were found to be right. */
    long checked() {
        return checked;
    }

    @Override
    public void close() {
        tail.close();
    }
}
