package io.holdfast.inspect;

import io.holdfast.checkpoint.Repair;
import java.util.List;
import java.util.TreeSet;

/**
 * What an {@link Audit} has found.
 *
 * @param head the newest batch
 * @param floor the oldest retained batch
 * @param restorable the retained and the pinned batches of which nothing is damaged or missing that they need, ascending
 * @param batches how many batch files were read
 * @param snapshots how many snapshots retained and pinned batches name
 * @param bytes how many bytes were read
 * @param problems what is damaged or missing, in order of the batches
 * @param unused files that no retained or pinned batch reaches and that a later start, or the running job, removes
 */
public record AuditResult(
        long head,
        long floor,
        List<Long> restorable,
        int batches,
        int snapshots,
        long bytes,
        List<Problem> problems,
        List<String> unused) {

    /** No batch: where there is none that could be restored, or none that is the worse for a problem. */
    static final long NONE = -1;

    public boolean isWhole() {
        return problems.isEmpty();
    }

    /** The newest retained batch that can be restored; -1 if there is none. */
    public long newestRestorable() {
        return restorable.stream()
                .filter(batch -> batch >= floor)
                .reduce((older, newer) -> newer)
                .orElse(NONE);
    }

    /** What a repair goes by. */
    public Repair.Findings findings() {
        return new Repair.Findings(
                head,
                floor,
                new TreeSet<>(restorable),
                problems.stream()
                        .filter(problem -> !problem.incompatible())
                        .map(Problem::file)
                        .distinct()
                        .toList(),
                problems.stream()
                        .filter(Problem::incompatible)
                        .map(Problem::message)
                        .toList());
    }

    /**
     * A file that is not what it must be.
     *
     * @param file its path in the directory
     * @param message what was expected and what was found
     * @param newestBatch the newest batch that cannot be restored because of it; -1 if it is only about a pin
     * @param incompatible whether a newer version of Holdfast may be able to read it
     */
    public record Problem(String file, String message, long newestBatch, boolean incompatible) {}
}
