package io.holdfast.execution;

import io.holdfast.codec.Types;
import io.holdfast.model.Pair;
import io.holdfast.plan.Node;
import io.holdfast.plan.Partitions;
import io.holdfast.plan.Wide;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What it costs to bring a record to the shard of its key: its key's bytes, their hash, a row that is written and read. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ShuffleBenchmark {

    private static final int RECORDS = 100_000;
    private static final int SHARDS = 2;

    private final List<Pair<String, Long>> records = new ArrayList<>();
    private final RowBuffer[] targets = {new RowBuffer(), new RowBuffer()};
    private final TaskContext context = new TaskContext(Types.builder().build(), "timeline", new BatchWatermarks());
    private final Output step = ShuffleSteps.step(
            new Node.WideNode(1, "", List.of(), new Wide.CoGroup(Partitions.DEFAULT)), targets, 0, context);

    public ShuffleBenchmark() {
        for (int i = 0; i < RECORDS; i++) {
            records.add(Pair.of("customer-" + i, (long) i));
        }
        context.begin(new BatchInput(1, 0, 0, Watermarks.NONE, Map.of(), List.of(), List.of()));
    }

    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public long shuffle() throws Exception {
        long[] sum = new long[SHARDS];
        step.begin();
        for (Pair<String, Long> record : records) {
            step.accept(record);
        }
        step.finish();
        for (int shard = 0; shard < SHARDS; shard++) {
            int to = shard;
            WideHead.forEachRow(List.of(targets[shard]), context, (rows, row) -> sum[to] += (long) rows.values[row]);
            targets[shard].clear();
        }
        return sum[0] + sum[1];
    }
}
