package io.holdfast.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.codec.Types;
import io.holdfast.failure.ConfigurationException;
import io.holdfast.format.SplitPosition;
import io.holdfast.model.ReadLimits;
import io.holdfast.plan.Node;
import io.holdfast.source.PlanlessReader;
import io.holdfast.source.RecordOutput;
import io.holdfast.source.SplitRange;
import io.holdfast.source.queue.QueueSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * How a task reads its ranges: in parts, and up to where a batch is cut.
 *
 * <p>Planted defects, each seen to fail here: what a range does not use of its share is not given to others; ranges are read one after the
 * other; a range that was cut is not told; an empty range counts as one that is read; a part has nothing of the last ranges.
 */
class SourceHeadTest {

    private static final int CASES = 1_000;
    private static final int TASK = 1;

    private final List<String> records = new ArrayList<>();

    /** A head whose source can be read so many records at a time, and the context that it runs in. */
    private final class Reading {

        private final TaskContext context = new TaskContext(Types.builder().build(), "timeline", new BatchWatermarks());
        private final SourceHead head;
        private final BatchInput input;

        Reading(long recordsPerRead, List<SplitRange> ranges) {
            Output output = new Output() {
                @Override
                void accept(Object value) {
                    String split =
                            input.ranges().get(context.origin.split).range().split();
                    records.add(split + context.origin.offset);
                    assertThat(value).isEqualTo(split + context.origin.offset);
                }
            };
            FailedRecords failed = new FailedRecords(
                    new Node.SourceNode(0, "in", QueueSource.of(List.of()), ReadLimits.NONE), null, context);
            head = new SourceHead("in", TASK, new NamedRecords(recordsPerRead), output, failed, context);
            List<BatchInput.Range> all = new ArrayList<>();
            for (SplitRange range : ranges) {
                all.add(new BatchInput.Range("in", other(range), TASK + 1));
                all.add(new BatchInput.Range("in", range, TASK));
            }
            input = new BatchInput(1, 0, 0, Watermarks.NONE, Map.of(), all, List.of());
            context.begin(input);
            head.begin(input);
        }

        private static SplitRange other(SplitRange range) {
            return new SplitRange(
                    SplitPosition.of("other " + range.split(), range.from().offset(), Map.of()), range.until());
        }

        void runs(long parts) throws Exception {
            for (long part = 0; part < parts; part++) {
                head.runPart();
            }
        }

        /** Reads all parts but the last; returns how many records each had. */
        List<Integer> runsAllButTheLast() throws Exception {
            List<Integer> lengths = new ArrayList<>();
            while (head.hasParts()) {
                int before = records.size();
                head.runPart();
                lengths.add(records.size() - before);
            }
            return lengths;
        }

        /** Reads what is the last part, and returns where the splits stand. */
        Map<String, SplitPosition> ends() throws Exception {
            head.run(input);
            return head.positions().stream().collect(Collectors.toMap(SplitPosition::split, Function.identity()));
        }
    }

    /** Records say where they are from. */
    private static final class NamedRecords extends PlanlessReader {

        private final long recordsPerRead;

        NamedRecords(long recordsPerRead) {
            this.recordsPerRead = recordsPerRead;
        }

        @Override
        public long recordsPerRead() {
            return recordsPerRead;
        }

        @Override
        public SplitPosition read(SplitRange range, RecordOutput<? super Object> output) throws Exception {
            assertThat(range.until() - range.from().offset()).isBetween(1L, recordsPerRead);
            for (long offset = range.from().offset(); offset < range.until(); offset++) {
                output.record(offset, range.split() + offset);
            }
            long end = range.split().equals("short") ? range.until() - 1 : range.until();
            return SplitPosition.of(range.split(), end, Map.of("read", "yes"));
        }
    }

    private static SplitRange range(String split, long from, long until) {
        return new SplitRange(SplitPosition.of(split, from, Map.of()), until);
    }

    private static List<SplitRange> ranges(SplittableRandom random) {
        List<SplitRange> ranges = new ArrayList<>();
        for (char split = 'a'; split < 'b' + random.nextInt(6); split++) {
            long from = random.nextInt(100);
            ranges.add(range(String.valueOf(split), from, from + random.nextInt(3) * random.nextInt(15)));
        }
        return ranges;
    }

    @Test
    void aPartIsReadOfAllRangesAlike() throws Exception {
        Reading reading = new Reading(6, List.of(range("a", 10, 20), range("b", 5, 6), range("c", 0, 9)));
        assertThat(reading.head.hasParts()).isTrue();
        reading.runs(1);
        assertThat(records).containsExactly("a10", "a11", "b5", "c0", "c1", "a12");
        records.clear();
        reading.runs(1);
        assertThat(records).containsExactly("a13", "a14", "a15", "c2", "c3", "c4");
    }

    /** Else those at the end of a batch that is always cut would never be read. */
    @Test
    void aPartHasSomethingOfEachRange() throws Exception {
        Reading reading = new Reading(2, List.of(range("a", 0, 2), range("b", 0, 2), range("c", 0, 2)));
        assertThat(reading.runsAllButTheLast()).containsExactly(3);
        assertThat(records).containsExactly("a0", "b0", "c0");
        assertThat(reading.ends().keySet()).containsExactlyInAnyOrder("a", "b", "c");
        assertThat(records).containsExactly("a0", "b0", "c0", "a1", "b1", "c1");
    }

    @Test
    void allPartsButTheLastAreFull() throws Exception {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < CASES; i++) {
            records.clear();
            List<SplitRange> ranges = ranges(random);
            int perRead = 1 + random.nextInt(12);
            Reading reading = new Reading(perRead, ranges);
            assertThat(reading.runsAllButTheLast()).as("case %d", i).allMatch(length -> length >= perRead);
            Map<String, SplitPosition> ends = reading.ends();
            assertThat(records)
                    .doesNotHaveDuplicates()
                    .hasSize(ranges.stream()
                            .mapToInt(
                                    range -> (int) (range.until() - range.from().offset()))
                            .sum());
            ranges.forEach(range -> assertThat(ends.get(range.split()))
                    .isEqualTo(
                            range.isEmpty()
                                    ? range.from()
                                    : SplitPosition.of(range.split(), range.until(), Map.of("read", "yes"))));
        }
    }

    /** What a manifest tells of a cut batch is all that there is to replay it: record by record, and part by part. */
    @Test
    void aBatchThatWasCutIsReadAgainInTheSameParts() throws Exception {
        SplittableRandom random = new SplittableRandom(1);
        int cut = 0;
        for (int i = 0; i < CASES; i++) {
            records.clear();
            List<SplitRange> ranges = ranges(random);
            long perRead = 1 + random.nextInt(12);
            Reading reading = new Reading(perRead, ranges);
            List<Integer> parts = new ArrayList<>();
            for (int most = random.nextInt(8); most > 0 && reading.head.hasParts(); most--) {
                int before = records.size();
                reading.runs(1);
                parts.add(records.size() - before);
            }
            Map<String, SplitPosition> ends = reading.ends();
            List<String> first = List.copyOf(records);
            List<SplitRange> read = ranges.stream()
                    .map(range -> new SplitRange(
                            range.from(),
                            Objects.requireNonNull(ends.get(range.split())).offset()))
                    .toList();
            records.clear();
            Reading again = new Reading(
                    perRead, read.stream().filter(range -> !range.isEmpty()).toList());
            assertThat(again.runsAllButTheLast()).as("case %d", i).isEqualTo(parts);
            Map<String, SplitPosition> endsAgain = again.ends();
            assertThat(records).as("case %d", i).isEqualTo(first);
            endsAgain.forEach((split, end) -> assertThat(end).isEqualTo(ends.get(split)));
            cut += read.equals(ranges) ? 0 : 1;
        }
        assertThat(cut).isGreaterThan(CASES / 4);
    }

    @Test
    void aReaderThatDoesNotComeToTheEndOfARangeIsToldSo() {
        Reading reading = new Reading(3, List.of(range("short", 0, 9)));
        assertThatThrownBy(() -> reading.runs(1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll("'in'", "short", "from offset 0 up to 3", "came to 2");
    }

    @Test
    void aSourceThatIsReadNothingAtATimeIsRefused() {
        assertThatThrownBy(() -> new Reading(0, List.of()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll("'in'", "0 records at a time");
    }
}
