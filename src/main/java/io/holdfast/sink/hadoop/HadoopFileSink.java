package io.holdfast.sink.hadoop;

import io.holdfast.function.Function1;
import io.holdfast.location.OutputLocation;
import io.holdfast.model.Pair;
import io.holdfast.sink.OutboxEncoder;
import io.holdfast.sink.Publisher;
import io.holdfast.sink.Sink;
import io.holdfast.sink.SinkContext;
import io.holdfast.sink.file.BatchDirectoryPublisher;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.io.Writable;
import org.apache.hadoop.mapreduce.lib.output.FileOutputFormat;

/**
 * Files of an output format of Hadoop, such as {@code SequenceFileOutputFormat} or {@code TextOutputFormat}, exactly once: one
 * directory per batch that has records, which appears whole and never changes, as with {@link io.holdfast.sink.file.TextFileSink}. The
 * format writes it as the only task of a job, so that files are called {@code part-r-00000}; {@code _SUCCESS} is in it, too.
 *
 * <p>A checkpoint keeps records as the bytes that their keys and values write, and makes them anew when the batch is published:
 * {@code readFields} must read what {@code write} has written. Two attempts to publish a batch, of which one is seen, may differ in what
 * the format adds of its own, such as the random marks in a {@code SequenceFile}.
 *
 * <p>The format writes through a file system of ours into the directory that its job gives as output path; formats that go elsewhere, or
 * read back what they have written, do not work. The target directory belongs to this sink alone. Another class of keys or values needs
 * another directory.
 *
 * <p>Immutable; the methods that set something return a new sink.
 *
 * @param <T> the type of records it takes
 * @param <K> the class of keys in the files
 * @param <V> the class of values in the files
 */
public final class HadoopFileSink<T, K extends Writable, V extends Writable> implements Sink<T> {

    private final OutputLocation directory;
    private final Class<? extends FileOutputFormat<K, V>> format;
    private final WritableClass<K> keys;
    private final Function1<? super T, ? extends K> keyOf;
    private final WritableClass<V> values;
    private final Function1<? super T, ? extends V> valueOf;
    private final Map<String, String> properties;

    private HadoopFileSink(
            OutputLocation directory,
            Class<? extends FileOutputFormat<K, V>> format,
            WritableClass<K> keys,
            Function1<? super T, ? extends K> keyOf,
            WritableClass<V> values,
            Function1<? super T, ? extends V> valueOf,
            Map<String, String> properties) {
        this.directory = directory;
        this.format = format;
        this.keys = keys;
        this.keyOf = keyOf;
        this.values = values;
        this.valueOf = valueOf;
        this.properties = properties;
    }

    /**
     * Writes pairs of Writables.
     *
     * @param directory a path, or {@code hdfs://HOST:PORT/PATH}, with the configuration of the cluster on the class path or in
     *     {@code HADOOP_CONF_DIR}
     * @param format how files are written
     * @param key the class of all keys, {@code NullWritable} for none
     * @param value the class of all values
     * @throws io.holdfast.failure.ConfigurationException if the directory is of another file system, or instances of a class
     *     cannot be made
     */
    public static <K extends Writable, V extends Writable> HadoopFileSink<Pair<K, V>, K, V> of(
            String directory,
            @SuppressWarnings("rawtypes") Class<? extends FileOutputFormat> format,
            Class<K> key,
            Class<V> value) {
        return of(directory, format, key, Pair::key, value, Pair::value);
    }

    /** Writes what functions make of records; the rest as with pairs. The functions may return the same object each time. */
    @SuppressWarnings("unchecked") // the literal of a generic class is of its raw type
    public static <T, K extends Writable, V extends Writable> HadoopFileSink<T, K, V> of(
            String directory,
            @SuppressWarnings("rawtypes") Class<? extends FileOutputFormat> format,
            Class<K> key,
            Function1<? super T, ? extends K> keyOf,
            Class<V> value,
            Function1<? super T, ? extends V> valueOf) {
        return new HadoopFileSink<>(
                OutputLocation.of(directory),
                (Class<? extends FileOutputFormat<K, V>>) (Class<?>) format,
                new WritableClass<>("key", key),
                keyOf,
                new WritableClass<>("value", value),
                valueOf,
                Map.of());
    }

    /**
     * Sets a property of the configuration that the format gets, which begins with that of the cluster, for instance
     * {@code mapreduce.output.fileoutputformat.compress}.
     */
    public HadoopFileSink<T, K, V> property(String name, String value) {
        Map<String, String> more = new TreeMap<>(properties);
        more.put(name, value);
        return new HadoopFileSink<>(directory, format, keys, keyOf, values, valueOf, more);
    }

    @Override
    public String kind() {
        return "hadoopFiles";
    }

    /** With the classes, as what was kept of some is not to be read as others. */
    @Override
    public String target() {
        return directory + " (" + keys.type().getName() + ", " + values.type().getName() + ")";
    }

    @Override
    public boolean keepsMarker() {
        return true;
    }

    @Override
    public OutboxEncoder<T> encoder(SinkContext context) {
        return new WritableEncoder<>(context.sink(), keys, keyOf, values, valueOf);
    }

    @Override
    public Publisher publisher(SinkContext context) {
        FormatWriter<K, V> writer = new FormatWriter<>(format, keys, values, properties);
        return new BatchDirectoryPublisher(context, writer, directory.open());
    }
}
