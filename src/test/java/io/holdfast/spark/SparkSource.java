package io.holdfast.spark;

import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.streaming.StreamingContext;
import org.apache.spark.streaming.Time;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.dstream.InputDStream;
import scala.Option;
import scala.reflect.ClassTag;

/** The input of one source of a program, in one partition so that it has an order. */
@SuppressWarnings("deprecation") // All of Spark Streaming is, since Spark 4.
final class SparkSource extends InputDStream<Object> {

    private static final long serialVersionUID = 1L;
    private static final ClassTag<Object> ANY = scala.reflect.ClassTag$.MODULE$.apply(Object.class);

    private final transient Program program;
    private final int source;

    private SparkSource(StreamingContext streaming, Program program, int source) {
        super(streaming, ANY);
        this.program = program;
        this.source = source;
    }

    static SparkStream of(StreamingContext streaming, Program program, int source) {
        return SparkStream.of(JavaDStream.fromDStream(new SparkSource(streaming, program, source), ANY));
    }

    @Override
    public void start() {}

    @Override
    public void stop() {}

    @Override
    public Option<RDD<Object>> compute(Time time) {
        List<Object> records = program.input(source, (int) Program.second(time.milliseconds()));
        return Option.apply(JavaSparkContext.fromSparkContext(ssc().sparkContext())
                .parallelize(records, 1)
                .rdd());
    }
}
