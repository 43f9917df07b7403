package io.holdfast.source.receiver;

import io.holdfast.common.ThreadWorkers;
import io.holdfast.common.TimeSource;
import io.holdfast.format.SplitPosition;
import io.holdfast.source.Source;
import io.holdfast.source.SourceContext;
import io.holdfast.source.SourcePlan;
import io.holdfast.source.SourceReader;
import io.holdfast.source.SplitEnds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/** Reads a source as the engine does, and tells its records with their offsets. */
final class Reading<T> implements AutoCloseable {

    private final Source<T> source;
    private SourceReader<T> reader;
    private List<SplitPosition> committed;
    private List<SplitPosition> read;

    /** Begins where a checkpoint goes on. */
    Reading(Source<T> source, long offset) throws Exception {
        this.source = source;
        committed = offset == 0 ? List.of() : List.of(SplitPosition.of("received", offset, Map.of()));
        read = committed;
        reader = open("letters");
    }

    Reading(Source<T> source) throws Exception {
        this(source, 0);
    }

    private SourceReader<T> open(String name) throws Exception {
        SourceReader<T> opened =
                source.open(new SourceContext("job", "id", name, 1, new ThreadWorkers("received"), TimeSource.SYSTEM));
        opened.start(committed);
        return opened;
    }

    /** What happens when a second stream of the job has the same source. */
    void openAs(String name) throws Exception {
        open(name).close();
    }

    SourcePlan plan(long limit) throws Exception {
        return reader.plan(read, limit);
    }

    /** What a batch of at most so many records reads; it is not committed. */
    List<String> batch(long limit) throws Exception {
        List<String> records = new ArrayList<>();
        for (var range : plan(limit).ranges()) {
            read = List.of(reader.read(range, (offset, value) -> records.add(offset + "" + value)));
        }
        return records;
    }

    /** Waits until a batch can read so many records, and reads them. */
    List<String> batchOf(int records) throws Exception {
        Awaitility.await(records + " records").until(() -> plan(Long.MAX_VALUE).ranges().stream()
                .anyMatch(range -> range.until() - range.from().offset() >= records));
        return batch(records);
    }

    SplitEnds ends() {
        return reader.ends();
    }

    void commit() {
        committed = read;
        reader.committed(committed);
    }

    /** The engine fails and begins again from the last committed batch. */
    void fail() throws Exception {
        reader.close();
        read = committed;
        reader = open("letters");
    }

    void closeReader() {
        reader.close();
    }

    @Override
    public void close() {
        reader.close();
        source.ended();
    }
}
