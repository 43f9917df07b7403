package io.holdfast.drill;

import io.holdfast.checkpoint.CheckpointReader;
import io.holdfast.drill.Comparison.Difference;
import io.holdfast.format.BatchFileReader;
import io.holdfast.format.Manifest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Whether the batches hold what the job computes from the same input when nothing disturbs it. Two undisturbed replays tell
 * the reasons of a difference apart: if they differ from each other, the job's code is not deterministic; if both differ
 * in the same way from the record, what happened to the job has changed its results.
 */
final class ReplayComparison {

    private static final int DIFFERENCES_MAX = 5;

    private final CheckpointReader record;
    private final CheckpointReader first;
    private final CheckpointReader second;
    private final Lineage lineage;
    private final long firstEpoch;
    private final List<Subject> subjects = new ArrayList<>();
    private long batches;

    /** Nothing after this batch can be judged: from here on results of the job are not repeatable. */
    private long nonDeterministicFrom = Long.MAX_VALUE;

    /**
     * Compares three directories with the same batches.
     *
     * @param start the manifest of the batch before
     */
    ReplayComparison(CheckpointReader record, CheckpointReader first, CheckpointReader second, Manifest start) {
        this.record = record;
        this.first = first;
        this.second = second;
        this.lineage = new Lineage(start);
        this.firstEpoch = start.epoch();
    }

    /** One operator or sink. */
    private static final class Subject {
        private final String name;
        private final boolean isSink;
        private final List<Difference> differences = new ArrayList<>();
        private Verdict verdict = Verdict.PASSED;
        private String why = "";
        private long items;
        private long reordered;

        Subject(String name, boolean isSink) {
            this.name = name;
            this.isSink = isSink;
        }

        Content content(BatchFileReader file) {
            return isSink ? Content.Output.of(file, name) : Content.State.of(file, name);
        }
    }

    /** Compares all batches after the start up to the last; results in the order of the graph. */
    List<Comparison> run(long from, long last) {
        for (long batch = from; batch <= last; batch++) {
            try (BatchFileReader file = record.open(batch)) {
                if (file.manifest().kind() == Manifest.Kind.BATCH) {
                    compare(file);
                    batches++;
                }
            }
        }
        return subjects.stream()
                .sorted(Comparator.comparing((Subject subject) -> subject.isSink)
                        .thenComparing(subject -> lineage.order(subject.name)))
                .map(this::comparison)
                .toList();
    }

    private void compare(BatchFileReader recorded) {
        Manifest manifest = recorded.manifest();
        learn(manifest);
        try (BatchFileReader one = first.open(manifest.batch());
                BatchFileReader other = second.open(manifest.batch())) {
            for (Subject subject : subjects) {
                compare(subject, manifest, subject.content(recorded), subject.content(one), subject.content(other));
            }
        }
    }

    private void learn(Manifest manifest) {
        if (subjects.isEmpty()) {
            manifest.states().keySet().forEach(name -> subjects.add(new Subject(name, false)));
            manifest.sinks().keySet().forEach(name -> subjects.add(new Subject(name, true)));
            subjects.sort(Comparator.comparing(subject -> lineage.order(subject.name)));
        }
    }

    private void compare(Subject subject, Manifest manifest, Content recorded, Content one, Content other) {
        subject.items += recorded.items();
        long batch = manifest.batch();
        boolean anyOrder = lineage.isInAnyOrder(subject.name);
        Optional<Difference> between = one.difference(batch, other);
        if (between.isPresent() && !(anyOrder && one.sameButForOrder(other))) {
            nonDeterministicFrom = Math.min(nonDeterministicFrom, batch);
            String how = one.sameButForOrder(other) ? "have its results in different orders" : "differ";
            blame(subject, Verdict.NON_DETERMINISTIC, between.get(), "two undisturbed runs over the same input " + how);
            return;
        }
        Optional<Difference> toRecord = one.difference(batch, recorded);
        if (toRecord.isEmpty()) {
            return;
        }
        if (anyOrder && one.sameButForOrder(recorded)) {
            subject.reordered++;
        } else if (batch >= nonDeterministicFrom) {
            blame(
                    subject,
                    Verdict.NON_DETERMINISTIC,
                    toRecord.get(),
                    "it follows from results that are not repeatable");
        } else if (manifest.epoch() == firstEpoch) {
            blame(
                    subject,
                    Verdict.NON_DETERMINISTIC,
                    toRecord.get(),
                    "two undisturbed runs agree, but the drilled run differed before anything had disturbed it: the job's "
                            + "functions depend on something else than their input, such as the time of day");
        } else {
            blame(
                    subject,
                    Verdict.FAILED,
                    toRecord.get(),
                    "two undisturbed runs agree with each other, but not with what was committed"
                            + (anyOrder
                                    ? "; check that no function depends on the order in which keys are visited"
                                    : ""));
        }
    }

    private static void blame(Subject subject, Verdict verdict, Difference difference, String why) {
        if (subject.differences.isEmpty()) {
            subject.verdict = verdict;
            subject.why = why;
        }
        if (subject.differences.size() < DIFFERENCES_MAX) {
            subject.differences.add(difference);
        }
    }

    private Comparison comparison(Subject subject) {
        return new Comparison(
                subject.isSink ? Comparison.Kind.OUTPUT : Comparison.Kind.STATE,
                subject(subject),
                batches,
                subject.items,
                subject.verdict,
                statement(subject),
                subject.differences);
    }

    private String subject(Subject subject) {
        return subject.isSink ? "sink '" + subject.name + "'" : lineage.describe(subject.name);
    }

    private String statement(Subject subject) {
        String what = subject.isSink ? "output of " : "state of ";
        if (subject.differences.isEmpty()) {
            return what + subject(subject) + ": " + subject.items + (subject.isSink ? " records" : " changes of keys")
                    + " in " + batches + " batches are those of two undisturbed runs" + order(subject);
        }
        Difference difference = subject.differences.get(0);
        return what + subject(subject) + " in batch " + difference.batch() + ": " + subject.why + ". "
                + Differences.text(difference) + ". What leads there: " + lineage.path(subject.name);
    }

    private static String order(Subject subject) {
        return subject.reordered == 0
                ? ""
                : "; " + subject.reordered
                        + " batches have them in another order, since all keys are visited and their "
                        + "order is not promised";
    }

    /** The first place in the graph where the first differing batch differs; empty if none does. */
    static Optional<Comparison> origin(List<Comparison> comparisons) {
        return comparisons.stream()
                .filter(one -> !one.differences().isEmpty())
                .min(Comparator.comparing(one -> one.differences().get(0).batch()));
    }
}
