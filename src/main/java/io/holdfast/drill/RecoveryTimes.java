package io.holdfast.drill;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** How long it took from the faults that took effect to the next batch. */
final class RecoveryTimes {

    private static final int SLOWEST = 5;

    private final List<FaultPoint> faults;
    private final List<Long> sorted;

    RecoveryTimes(List<FaultPoint> faults) {
        this.faults = faults;
        this.sorted = faults.stream()
                .filter(FaultPoint::tookEffect)
                .map(FaultPoint::recoveryMillis)
                .filter(Objects::nonNull)
                .sorted()
                .toList();
    }

    /** By nearest rank: always a time that was measured. */
    long percentile(int percent) {
        return sorted.get(Math.max(0, (sorted.size() * percent + 99) / 100 - 1));
    }

    /** Faults that took effect and no batch came after: no time, but nothing to be silent about either. */
    long without() {
        return faults.stream().filter(FaultPoint::tookEffect).count() - sorted.size();
    }

    String html() {
        String heading = Html.heading("How long recovery took");
        String without = without() == 0
                ? ""
                : Html.paragraph("Not in these numbers: faults that took effect and no batch was committed after: "
                        + without() + ".");
        if (sorted.isEmpty()) {
            return heading + Html.remark("There was no recovery to measure.") + without;
        }
        return heading
                + "<div id=\"recoveries\" class=\"chart\" role=\"img\""
                + " aria-label=\"How many recoveries took how long; as numbers below\"></div>\n"
                + Html.table(
                        "",
                        List.of("recoveries", "median ms", "90th percentile ms", "99th percentile ms", "slowest ms"),
                        List.of(ReportBody.row(
                                sorted.size(), percentile(50), percentile(90), percentile(99), percentile(100))))
                + without
                + "<h3>The slowest</h3>\n"
                + Html.table("", List.of("fault no.", "fault", "aimed at", "after batch", "ms"), slowest());
    }

    private List<List<@Nullable Object>> slowest() {
        return IntStream.range(0, faults.size())
                .filter(i -> faults.get(i).tookEffect() && faults.get(i).recoveryMillis() != null)
                .boxed()
                .sorted(Comparator.comparing(
                        (Integer i) -> Objects.requireNonNull(faults.get(i).recoveryMillis()),
                        Comparator.reverseOrder()))
                .limit(SLOWEST)
                .map(i -> row(i + 1, faults.get(i)))
                .toList();
    }

    private static List<@Nullable Object> row(int number, FaultPoint fault) {
        return ReportBody.row(
                number,
                fault.kind().text(),
                fault.aim(),
                fault.afterBatch() < 0 ? "none" : fault.afterBatch(),
                fault.recoveryMillis());
    }
}
