package io.holdfast.driver;

import io.holdfast.checkpoint.CheckpointReader;
import io.holdfast.driver.Preflight.Finding.Verdict;
import io.holdfast.failure.ConfigurationException;
import io.holdfast.failure.IncompatibleCheckpointException;
import io.holdfast.storage.Storage;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * What would come of a checkpoint if a job, as its code is now, went on with it. Made before each start, and by {@code check};
 * changes nothing.
 *
 * @param batch the newest batch; -1 if there is none, so that the job would begin
 * @param findings one for each operator with state, source, sink and class that either side knows, and for what else is in
 *     the way
 */
public record Preflight(long batch, List<Finding> findings) {

    /**
     * What would come of one thing.
     *
     * @param name as the job has named it; of a class, its binary name
     * @param detail for people: what changes, or what is in the way and what to do
     */
    public record Finding(Subject subject, String name, Verdict verdict, String detail) {

        /** What a finding is about. */
        public enum Subject {
            JOB,
            OPERATOR,
            SOURCE,
            SINK,
            /** An accumulator or a broadcast value. */
            SHARED_VALUE,
            CLASS;

            String text() {
                return name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
            }
        }

        /** How it stands. */
        public enum Verdict {
            /** On both sides, and the same. */
            MATCHED,
            /** The checkpoint does not know it: it begins. */
            NEW,
            /** On both sides, and different in a way that loses nothing. */
            CHANGED,
            /** Values of the class go through the job's migration. */
            MIGRATED,
            /** The job does not have it, and what the checkpoint holds of it is lost: there is nothing, or the job agreed. */
            DROPPED,
            /** Values of the class cannot be read without a migration: the job cannot start. */
            NEEDS_MIGRATION,
            /** The job cannot start. */
            REFUSED;

            /** Whether the job cannot start because of it. */
            public boolean isRefusal() {
                return this == NEEDS_MIGRATION || this == REFUSED;
            }
        }
    }

    public Preflight {
        findings = List.copyOf(findings);
    }

    /** What would come of the checkpoint in a storage, its newest batch being the one to go on with. */
    public static Preflight of(JobDescription job, Storage checkpoint, long wallMillis) {
        CheckpointReader reader = new CheckpointReader(checkpoint);
        OptionalLong head = reader.head();
        if (head.isEmpty()) {
            return new Continuity(job.options(), job.plan(), job.types(), reader).begin();
        }
        return new Continuity(job.options(), job.plan(), job.types(), reader)
                .goOn(reader.read(head.getAsLong()), wallMillis);
    }

    /** Whether the job can start. */
    public boolean isClear() {
        return findings.stream().noneMatch(finding -> finding.verdict().isRefusal());
    }

    /** Throws everything that is in the way, at once. */
    void requireClear() {
        List<Finding> refusals = findings.stream()
                .filter(finding -> finding.verdict().isRefusal())
                .toList();
        if (refusals.isEmpty()) {
            return;
        }
        String all = refusals.size() == 1
                ? refusals.get(0).detail()
                : refusals.size() + " things are in the way of going on with the checkpoint:\n"
                        + refusals.stream().map(Finding::detail).collect(Collectors.joining("\n"));
        boolean optionsOnly =
                refusals.stream().allMatch(finding -> finding.name().equals(Continuity.TIME));
        throw optionsOnly ? new ConfigurationException(all) : new IncompatibleCheckpointException(all);
    }

    /** What is not as it was, a line each. */
    List<String> news() {
        return findings.stream()
                .filter(finding -> finding.verdict() != Verdict.MATCHED)
                .map(finding -> finding.subject().text() + " '" + finding.name() + "' is "
                        + finding.verdict().name().toLowerCase(java.util.Locale.ROOT) + ": " + finding.detail())
                .toList();
    }
}
