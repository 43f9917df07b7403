package io.holdfast.spark;

import io.holdfast.model.Pair;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.streaming.Duration;
import org.apache.spark.streaming.StreamingContext;
import org.apache.spark.streaming.Time;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.apache.spark.streaming.scheduler.BatchInfo;
import org.apache.spark.streaming.scheduler.StreamingListener;
import org.apache.spark.streaming.scheduler.StreamingListenerBatchCompleted;
import org.apache.spark.util.ManualClock;

/** One streaming context of Spark with some programs, stepped batch by batch. */
@SuppressWarnings("deprecation") // All of Spark Streaming is, since Spark 4.
final class SparkRun implements AutoCloseable, StreamingListener {

    private final StreamingContext streaming;
    private final JavaStreamingContext java;
    private final List<Program> programs = new ArrayList<>();
    private final List<Outcome> outcomes = new ArrayList<>();
    private final BlockingQueue<BatchInfo> completed = new LinkedBlockingQueue<>();

    /** The outputs of all programs by how often they emit: each such group is one job of Spark per batch. */
    private final Map<Duration, List<JavaDStream<Object>>> outputs = new HashMap<>();

    SparkRun(SparkContext context) {
        streaming = new StreamingContext(context, new Duration(Program.INTERVAL.toMillis()));
        java = new JavaStreamingContext(streaming);
    }

    void add(Program program) {
        List<SparkStream> streams = new ArrayList<>();
        for (Program.Step step : program.steps()) {
            if (step.operation() == null) {
                streams.add(SparkSource.of(streaming, program, streams.size()));
            } else {
                streams.add(step.operation()
                        .onSpark(step.inputs().stream().map(streams::get).toList()));
            }
        }
        for (int output : program.outputs()) {
            add(streams.get(output).records(), programs.size(), output);
        }
        programs.add(program);
        outcomes.add(new Outcome());
    }

    private void add(JavaDStream<Object> stream, int program, int output) {
        outputs.computeIfAbsent(stream.dstream().slideDuration(), slide -> new ArrayList<>())
                .add(stream.map(record -> Pair.of(Pair.of(program, output), record)));
    }

    @SuppressWarnings("unchecked")
    List<Outcome> run() throws Exception {
        outputs.values().forEach(group -> java.union(group.toArray(JavaDStream[]::new))
                .foreachRDD((batch, time) -> collect((JavaRDD<Object>) batch, (Time) time)));
        streaming.addStreamingListener(this);
        ManualClock clock = (ManualClock) streaming.scheduler().clock();
        clock.setTime(Program.BEGIN.minus(Program.INTERVAL).toEpochMilli());
        java.start();
        int batches = programs.stream().mapToInt(Program::batches).max().orElse(0);
        for (int batch = 0; batch < batches; batch++) {
            clock.advance(Program.INTERVAL.toMillis());
            await(batch);
        }
        return outcomes;
    }

    private void collect(JavaRDD<Object> batch, Time time) {
        Map<Object, List<Object>> records = new HashMap<>();
        for (Object tagged : batch.coalesce(1).collect()) {
            Pair<?, ?> pair = (Pair<?, ?>) tagged;
            records.computeIfAbsent(pair.key(), key -> new ArrayList<>()).add(pair.value());
        }
        records.forEach((tag, emitted) -> {
            Pair<?, ?> from = (Pair<?, ?>) tag;
            outcomes.get((Integer) from.key())
                    .put(Program.second(time.milliseconds()), (Integer) from.value(), emitted);
        });
    }

    private void await(int batch) throws Exception {
        BatchInfo info = completed.poll(2, TimeUnit.MINUTES);
        if (info == null) {
            java.awaitTerminationOrTimeout(1);
            throw new AssertionError("Spark does not finish batch " + batch);
        }
        info.outputOperationInfos().values().foreach(operation -> {
            if (operation.failureReason().isDefined()) {
                throw new AssertionError("batch " + batch + " failed on Spark: "
                        + operation.failureReason().get());
            }
            return null;
        });
        outcomes.forEach(outcome -> outcome.ran(batch));
    }

    @Override
    public void onBatchCompleted(StreamingListenerBatchCompleted event) {
        completed.add(event.batchInfo());
    }

    @Override
    public void close() {
        java.stop(false, false);
    }
}
