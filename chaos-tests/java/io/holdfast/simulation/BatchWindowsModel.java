package io.holdfast.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.format.Manifest;
import io.holdfast.format.OffsetRange;
import io.holdfast.model.Pair;
import io.holdfast.simulation.BatchWindows.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Windows as a list of all records that ever came, each with the end of its pane, and which of them are not too old: batch by
 * batch as the manifests cut the input.
 */
final class BatchWindowsModel {

    private static final long BATCH_MILLIS = 1_000;

    private record Arrived(long paneMillis, String key, long value) {}

    /** One window, and all that came to it. */
    private final class Window {
        final Shape shape;
        final boolean isReduced;
        final List<Arrived> all = new ArrayList<>();

        Window(Shape shape, boolean isReduced) {
            this.shape = shape;
            this.isReduced = isReduced;
        }

        List<Object> results(List<Object> records, long previousMillis, long timeMillis) {
            long slide = shape.slide().toMillis();
            long length = shape.length().toMillis();
            long pane = pane(previousMillis, timeMillis, length % slide == 0 ? slide : BATCH_MILLIS);
            for (Object record : records) {
                Pair<?, ?> pair = (Pair<?, ?>) record;
                all.add(new Arrived(pane, shape.name() + " " + pair.key(), (long) pair.value()));
            }
            long boundary = timeMillis / slide * slide;
            if (boundary <= previousMillis) {
                return List.of();
            }
            missed += boundary - slide > previousMillis ? 1 : 0;
            return results(all.stream()
                    .filter(each -> boundary - length < each.paneMillis && each.paneMillis <= boundary)
                    .toList());
        }

        boolean isEmpty(long timeMillis) {
            long slide = shape.slide().toMillis();
            long oldest = timeMillis / slide * slide - shape.length().toMillis();
            return all.stream().allMatch(each -> each.paneMillis <= oldest);
        }

        private List<Object> results(List<Arrived> inWindow) {
            List<Object> results = new ArrayList<>();
            if (isReduced) {
                Map<String, Long> sums = new TreeMap<>();
                inWindow.forEach(each -> sums.merge(each.key, each.value, Long::sum));
                sums.forEach((key, sum) -> results.add(Pair.of(key, sum)));
            } else {
                inWindow.forEach(each -> results.add(Pair.of(each.key, each.value)));
            }
            return results;
        }
    }

    private final BatchWindows job;
    private final List<Window> eachSecond =
            List.of(new Window(BatchWindows.PLAIN, false), new Window(BatchWindows.INVERSE, true));
    private final List<Window> eachOtherSecond = List.of(
            new Window(BatchWindows.TREE, true),
            new Window(BatchWindows.GROUP, false),
            new Window(BatchWindows.INVERSE_OF_TWO, true));
    private long results;
    private long missed;
    private long emptied;

    BatchWindowsModel(BatchWindows job) {
        this.job = job;
    }

    /** Each window came out at each boundary with what was in it; and when nothing is left in any, nothing is kept. */
    void check() {
        long previous = Long.MIN_VALUE;
        for (var committed : job.world.past().batches().values()) {
            Manifest manifest = committed.manifest();
            long time = manifest.batchTimeMillis();
            if (manifest.kind() == Manifest.Kind.BATCH) {
                List<Object> records = records(manifest);
                compare(manifest.batch(), job.eachSecond, eachSecond, records, previous, time);
                compare(manifest.batch(), job.eachOtherSecond, eachOtherSecond, records, previous, time);
            }
            // Nothing runs in the first: it misses no boundary.
            previous = manifest.batch() == 0 ? Long.MIN_VALUE : time;
        }
        Manifest head = job.world.past().head().manifest();
        // After a jump back, batch time stands still until the clock is where it was.
        if (Stream.concat(eachSecond.stream(), eachOtherSecond.stream())
                .allMatch(window -> window.isEmpty(head.batchTimeMillis()))) {
            emptied = 1;
            checkNothingIsKept(head);
        }
    }

    /** But nodes over panes, which go at the first boundary after the newest pane that they may have. */
    private static void checkNothingIsKept(Manifest head) {
        head.states().forEach((name, state) -> {
            if (!name.equals("tree#panes")) {
                assertThat(state.keys()).as("keys of %s", name).containsOnly(0L);
            }
        });
    }

    private List<Object> records(Manifest manifest) {
        List<Object> records = new ArrayList<>();
        for (OffsetRange range :
                Objects.requireNonNull(manifest.sources().get("pairs")).read()) {
            records.addAll(job.ledger.records(range));
        }
        return records;
    }

    private void compare(
            long batch, Target target, List<Window> windows, List<Object> records, long previous, long time) {
        List<Object> expected = new ArrayList<>();
        windows.forEach(window ->
                expected.addAll(window.results(records, previous == Long.MIN_VALUE ? time - 1 : previous, time)));
        assertThat(target.values(batch))
                .as("%s of batch %d", target.name, batch)
                .containsExactlyInAnyOrderElementsOf(expected);
        results += expected.size();
    }

    /** The first end of a pane that is not before the batch, and after the batch before. */
    private static long pane(long previousMillis, long timeMillis, long stepMillis) {
        long pane = timeMillis;
        while (pane % stepMillis != 0 || pane <= previousMillis) {
            pane += BATCH_MILLIS;
        }
        return pane;
    }

    Map<String, Long> happened() {
        return Map.of(
                "results of windows", results, "several boundaries at once", missed, "all windows empty", emptied);
    }
}
