package io.holdfast.drill;

import io.holdfast.checkpoint.CheckpointReader;
import io.holdfast.drill.Comparison.Difference;
import io.holdfast.drill.Comparison.Kind;
import io.holdfast.format.Manifest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Everything that is compared after the faults, and what follows from it. */
final class Judgement {

    private final DrillOptions options;
    private final Layout layout;
    private final Archive archive;
    private final Undisturbed undisturbed;
    private final KafkaTopics topics;
    private final Set<String> kafkaSinks;
    private final Progress progress;
    private final List<Comparison> comparisons = new ArrayList<>();
    private final List<String> reasons = new ArrayList<>();
    private Verdict verdict = Verdict.PASSED;

    Judgement(
            DrillOptions options,
            Layout layout,
            Archive archive,
            Undisturbed undisturbed,
            KafkaTopics topics,
            Set<String> kafkaSinks,
            Progress progress) {
        this.topics = topics;
        this.kafkaSinks = Set.copyOf(kafkaSinks);
        this.options = options;
        this.layout = layout;
        this.archive = archive;
        this.undisturbed = undisturbed;
        this.progress = progress;
    }

    List<Comparison> comparisons() {
        return List.copyOf(comparisons);
    }

    List<String> reasons() {
        return List.copyOf(reasons);
    }

    Verdict verdict() {
        return verdict;
    }

    /**
     * Compares everything.
     *
     * @param complete whether all that is sealed must have been published
     */
    void judge(boolean complete) throws Exception {
        long last = archive.last();
        if (last < archive.first()) {
            inconclusive("there is no batch to compare");
            return;
        }
        if (!archive.missing().isEmpty()) {
            inconclusive(
                    "batches " + archive.missing() + " were pruned before the drill could put them aside: give the "
                            + "job more retainedBatches, or a longer batchInterval");
            return;
        }
        Manifest start = archive.reader().read(archive.first()).manifest();
        List<String> sinks = List.copyOf(start.sinks().keySet());
        if (options.realOutputs()) {
            progress.event("outputs went to their real targets: what was published there is not compared");
        } else {
            sinks.stream().filter(sink -> !kafkaSinks.contains(sink)).forEach(sink -> published(sink, last, complete));
        }
        if (!kafkaSinks.isEmpty()) {
            progress.event("reading the topics of the drill back");
            topics.compare(archive.first(), last, complete).forEach(this::add);
        }
        replays(start, last, sinks, complete);
        for (String sink : options.call()) {
            redelivery(sink, last);
        }
    }

    private void published(String sink, long last, boolean complete) {
        Recording recording = Recording.of(layout.recordings(), sink);
        add(PublishedComparison.of(sink, recording, archive.reader(), archive.first(), last, complete));
    }

    private void replays(Manifest start, long last, List<String> sinks, boolean complete) throws Exception {
        try {
            CheckpointReader first = undisturbed.replay(1, last);
            CheckpointReader second = undisturbed.replay(2, last);
            List<Comparison> compared =
                    new ReplayComparison(archive.reader(), first, second, start).run(archive.first() + 1, last);
            compared.forEach(this::addQuietly);
            ReplayComparison.origin(compared).ifPresent(one -> worsen(one.verdict(), one.statement()));
            checker(first, sinks, complete);
        } catch (IOException e) {
            inconclusive("the batches could not be computed again, so their content was not judged: " + e.getMessage());
        }
    }

    private void checker(CheckpointReader replayed, List<String> sinks, boolean complete)
            throws IOException, InterruptedException {
        String check = options.check();
        if (check == null || options.realOutputs()) {
            return;
        }
        if (!complete) {
            inconclusive("your checker was not asked: the job did not stop in good order, so its last batches may be"
                    + " unpublished");
            return;
        }
        List<String> recorded =
                sinks.stream().filter(sink -> !kafkaSinks.contains(sink)).toList();
        Path drilled = layout.output("drilled");
        Path expected = layout.output("undisturbed");
        OutputFiles.ofRecordings(layout.recordings(), recorded, archive.first(), drilled);
        OutputFiles.ofBatches(replayed, recorded, expected);
        Checker checker = new Checker(check);
        add(compare(Kind.CHECKER, "the output", checker.look(expected, null), checker.look(drilled, null)));
    }

    private static Comparison compare(Kind kind, String subject, Checker.Saying expected, Checker.Saying found) {
        boolean same = expected.equals(found);
        return new Comparison(
                kind,
                subject,
                0,
                0,
                same ? Verdict.PASSED : Verdict.FAILED,
                same
                        ? "your checker says the same of " + subject + " with and without faults: " + found
                        : "your checker says of " + subject + " without faults: " + expected + "; with faults: "
                                + found,
                same ? List.of() : List.of(new Difference(-1, subject, expected.toString(), found.toString())));
    }

    private void redelivery(String sink, long last) throws Exception {
        try {
            Path once = undisturbed.redeliver(sink, 1, last);
            Path twice = undisturbed.redeliver(sink, 2, last);
            add(redelivered(sink, once, twice));
        } catch (IOException e) {
            inconclusive("whether '" + sink + "' can be called again was not judged: " + e.getMessage());
        }
    }

    private Comparison redelivered(String sink, Path once, Path twice) throws IOException, InterruptedException {
        String subject = "foreachBatch '" + sink + "'";
        FileTree expected = FileTree.of(once);
        Optional<Difference> difference = expected.difference(FileTree.of(twice));
        String check = options.check();
        if (difference.isEmpty() && check != null) {
            Checker checker = new Checker(check);
            Checker.Saying first = checker.look(once, once);
            Checker.Saying second = checker.look(twice, twice);
            difference = first.equals(second)
                    ? Optional.empty()
                    : Optional.of(new Difference(-1, "your checker", first.toString(), second.toString()));
        }
        boolean blind = expected.isEmpty() && check == null;
        Verdict of = difference.isPresent() ? Verdict.FAILED : blind ? Verdict.INCONCLUSIVE : Verdict.PASSED;
        String statement = difference
                .map(one -> subject
                        + " is not idempotent: after a crash it may be called again with the same batch, and "
                        + "then its effect is another one. " + Differences.text(one) + ". Store the timeline and id of "
                        + "the batch together with the result, and look at them first")
                .orElse(
                        blind
                                ? subject + " left no file in its working directory, so nothing could be compared: "
                                        + "look at its effect with --check"
                                : subject + " has the same effect if it gets every batch twice");
        return new Comparison(
                Kind.REDELIVERY,
                subject,
                0,
                expected.files().size(),
                of,
                statement,
                difference.stream().toList());
    }

    private void add(Comparison comparison) {
        addQuietly(comparison);
        worsen(comparison.verdict(), comparison.statement());
    }

    /** What follows from a difference is not another reason. */
    private void addQuietly(Comparison comparison) {
        comparisons.add(comparison);
        progress.event(
                comparison.verdict() == Verdict.PASSED
                        ? comparison.statement()
                        : comparison.verdict() + ": " + comparison.statement());
    }

    private void worsen(Verdict by, String reason) {
        if (by != Verdict.PASSED) {
            verdict = verdict.and(by);
            reasons.add(reason);
        }
    }

    private void inconclusive(String reason) {
        progress.event(reason);
        worsen(Verdict.INCONCLUSIVE, reason);
    }
}
