package io.holdfast.spark;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.ManualClock;
import scala.Tuple2;

/**
 * Spark in this JVM, for any number of programs. Those given together share one streaming context, since starting jobs
 * costs far more than running them.
 */
@SuppressWarnings("deprecation") // All of Spark Streaming is, since Spark 4.
final class SparkEngine implements AutoCloseable {

    /** Of the reference it does not matter, and each task costs milliseconds. */
    static final int PARALLELISM = 1;

    private final SparkContext context;

    SparkEngine(Path scratch) {
        SparkConf configuration = new SparkConf(false)
                .setMaster("local[2]")
                .setAppName("differential test")
                .set("spark.ui.enabled", "false")
                .set("spark.driver.host", "127.0.0.1")
                .set("spark.driver.bindAddress", "127.0.0.1")
                .set("spark.default.parallelism", Integer.toString(PARALLELISM))
                .set("spark.streaming.clock", ManualClock.class.getName())
                .set("spark.shuffle.compress", "false")
                .set("spark.broadcast.compress", "false")
                .set("spark.local.dir", scratch.resolve("local").toString());
        context = new SparkContext(configuration);
        // Spark sends this with each checkpoint of an RDD, entry by entry.
        context.hadoopConfiguration().clear();
        context.hadoopConfiguration().set("fs.file.impl", PlainFiles.class.getName());
        context.setCheckpointDir(scratch.resolve("checkpoints").toString());
    }

    List<Outcome> run(List<Program> programs) throws Exception {
        try (SparkRun run = new SparkRun(context)) {
            programs.forEach(run::add);
            return run.run();
        }
    }

    static JavaPairRDD<Object, Object> pairs(
            org.apache.spark.streaming.StreamingContext streaming, Map<Object, Object> map) {
        List<Tuple2<Object, Object>> tuples = new ArrayList<>();
        map.forEach((key, value) -> tuples.add(new Tuple2<>(key, value)));
        return JavaSparkContext.fromSparkContext(streaming.sparkContext()).parallelizePairs(tuples, 1);
    }

    @Override
    public void close() {
        context.stop();
    }
}
