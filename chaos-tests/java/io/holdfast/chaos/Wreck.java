package io.holdfast.chaos;

import java.util.List;

/**
 * What a killed process left behind: it tells what the kill has hit. Read from names alone, before the next process
 * cleans up.
 *
 * @param head the last batch that has a name; -1 if there is none
 * @param oldest the oldest batch that is still there; -1 if there is none
 * @param snapshots how many snapshots exist
 * @param workingCopies how many working copies of state lie about
 * @param commitCut whether a batch file was being written or published
 * @param snapshotCut whether a shard was storing a snapshot
 * @param publicationCut whether the file sink was writing
 */
record Wreck(
        long head,
        long oldest,
        int snapshots,
        int workingCopies,
        boolean commitCut,
        boolean snapshotCut,
        boolean publicationCut) {

    /** Looks at the directories of a job; the traces are those at the launch of the process that was killed. */
    static Wreck of(RunningSumsJob job, Traces atLaunch) {
        List<String> batches = Traces.names(job.checkpoint().resolve("batches"));
        Traces cut = Traces.of(job).since(atLaunch);
        return new Wreck(
                batches.isEmpty() ? -1 : batch(batches.get(batches.size() - 1)),
                oldest(batches),
                Traces.names(job.checkpoint().resolve("snapshots")).size(),
                Traces.names(job.checkpoint().resolve("work")).size(),
                !cut.commits().isEmpty(),
                !cut.snapshots().isEmpty(),
                !cut.publications().isEmpty());
    }

    /** The oldest batch that is there; -1 if there is none. */
    static long oldest(RunningSumsJob job) {
        return oldest(Traces.names(job.checkpoint().resolve("batches")));
    }

    private static long oldest(List<String> batches) {
        return batches.isEmpty() ? -1 : batch(batches.get(0));
    }

    private static long batch(String name) {
        return Long.parseLong(name.substring(0, name.indexOf('.')));
    }
}
