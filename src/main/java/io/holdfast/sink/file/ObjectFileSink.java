package io.holdfast.sink.file;

import io.holdfast.codec.Types;
import io.holdfast.location.OutputLocation;
import io.holdfast.sink.OutboxEncoder;
import io.holdfast.sink.Publisher;
import io.holdfast.sink.Sink;
import io.holdfast.sink.SinkContext;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Records as objects in files, exactly once: one directory per batch that has records, which appears whole and never changes, as
 * with {@link TextFileSink}. {@link ObjectFiles} reads them. The type of records must be built in or registered; files say of which shape
 * their classes were, so that they stay readable when a class changes, as a checkpoint does.
 *
 * <p>The target directory, local or on HDFS, belongs to this sink alone. Immutable.
 *
 * @param <T> the type of records it takes
 */
public final class ObjectFileSink<T> implements Sink<T> {

    private final OutputLocation directory;

    private ObjectFileSink(OutputLocation directory) {
        this.directory = directory;
    }

    /** Writes to a local directory. */
    public static <T> ObjectFileSink<T> of(Path directory) {
        return new ObjectFileSink<>(OutputLocation.of(directory));
    }

    /**
     * Writes to a directory as people name it.
     *
     * @param directory a path, or {@code hdfs://HOST:PORT/PATH}, with the configuration of the cluster on the class path or in
     *     {@code HADOOP_CONF_DIR}
     * @throws io.holdfast.failure.ConfigurationException if it is of another file system
     */
    public static <T> ObjectFileSink<T> of(String directory) {
        return new ObjectFileSink<>(OutputLocation.of(directory));
    }

    @Override
    public String kind() {
        return "objectFiles";
    }

    /** With the kind, as what was kept as lines is not to be published as objects. */
    @Override
    public String target() {
        return directory + " (objects)";
    }

    @Override
    public boolean keepsMarker() {
        return true;
    }

    @Override
    public OutboxEncoder<T> encoder(SinkContext context) {
        Types types = context.types();
        String refusal = "object file sink '" + context.sink() + "' takes no null records: filter them out before it";
        return (value, out) -> types.encode(Objects.requireNonNull(value, refusal), out);
    }

    @Override
    public Publisher publisher(SinkContext context) {
        return new BatchDirectoryPublisher(
                context, new ObjectWriter(context.types().schemas()), directory.open());
    }
}
