package io.holdfast.sink.file;

import io.holdfast.failure.ConfigurationException;
import io.holdfast.function.Function1;
import io.holdfast.location.OutputLocation;
import io.holdfast.sink.OutboxEncoder;
import io.holdfast.sink.Publisher;
import io.holdfast.sink.Sink;
import io.holdfast.sink.SinkContext;
import java.nio.file.Path;

/**
 * Lines of UTF-8 text in files, exactly once: one directory per batch that has records, named by timeline and batch,
 * which appears whole and never changes. {@code _marker} in the target directory says which was the last.
 *
 * <p>The target directory is on a local file system or on HDFS, and belongs to this sink alone. Batch directories up to
 * the one that {@code _marker} names may be moved away or removed by whoever has used them. Readers pass over names that start with {@code .} or {@code _}.
 *
 * <p>Files cannot fence: a process that was taken over and does not know it yet can still publish what it had
 * committed, which is what its successor publishes under the same name; the second of the two finds the directory and
 * leaves it. That it cannot commit anything else is the work of the checkpoint.
 *
 * <p>Immutable; the methods that set something return a new sink.
 *
 * @param <T> the type of records it takes
 */
public final class TextFileSink<T> implements Sink<T> {

    private final OutputLocation directory;
    private final String suffix;
    private final Function1<? super T, String> formatter;

    private TextFileSink(OutputLocation directory, String suffix, Function1<? super T, String> formatter) {
        this.directory = directory;
        this.suffix = suffix;
        this.formatter = formatter;
    }

    /** Writes what {@code String.valueOf} makes of each record to files that end with {@code .txt}. */
    public static <T> TextFileSink<T> of(Path directory) {
        return new TextFileSink<>(OutputLocation.of(directory), ".txt", String::valueOf);
    }

    /**
     * The same for a directory as people write it.
     *
     * @param directory a path, or {@code hdfs://HOST:PORT/PATH}, with the configuration of the cluster on the class path or in
     *     {@code HADOOP_CONF_DIR}
     * @throws ConfigurationException if it is of another file system
     */
    public static <T> TextFileSink<T> of(String directory) {
        return new TextFileSink<>(OutputLocation.of(directory), ".txt", String::valueOf);
    }

    /** How a record becomes a line. The line must not hold a line break; that fails the batch. */
    public TextFileSink<T> formatter(Function1<? super T, String> function) {
        return new TextFileSink<>(directory, suffix, function);
    }

    /** How names of files end; default {@code .txt}. */
    public TextFileSink<T> suffix(String end) {
        if (end.contains("/") || end.contains("\0")) {
            throw new ConfigurationException(
                    "option suffix of a text file sink must be the end of a file name, found '" + end + "'");
        }
        return new TextFileSink<>(directory, end, formatter);
    }

    @Override
    public String kind() {
        return "textFiles";
    }

    @Override
    public String target() {
        return directory.directory();
    }

    @Override
    public boolean keepsMarker() {
        return true;
    }

    @Override
    public OutboxEncoder<T> encoder(SinkContext context) {
        return new LineEncoder<>(context.sink(), formatter);
    }

    @Override
    public Publisher publisher(SinkContext context) {
        return new BatchDirectoryPublisher(context, new LineWriter(suffix), directory.open());
    }
}
