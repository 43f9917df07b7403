package io.holdfast.sink.hadoop;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.sink.OutboxEncoder;
import io.holdfast.sink.file.BatchWriter;
import io.holdfast.sink.file.FileSinkCrashContract;
import io.holdfast.storage.FileOperations;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.IntWritable;
import org.apache.hadoop.io.SequenceFile;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mapreduce.lib.output.MapFileOutputFormat;

/**
 * Files of a format that makes directories of its own below that of the batch, and moves them when its task is committed. Planted
 * defects seen to fail: a staged file that is closed without a sync; names in directories below that are not synced.
 */
public class HadoopFileSinkCrashTest extends FileSinkCrashContract {

    /** One for all: each parses Hadoop's defaults. */
    private static final Configuration CONFIGURATION = new Configuration();

    private static final WritableClass<IntWritable> KEYS = new WritableClass<>("key", IntWritable.class);
    private static final WritableClass<Text> VALUES = new WritableClass<>("value", Text.class);

    @SuppressWarnings({"unchecked", "rawtypes"})
    private final BatchWriter writer = new FormatWriter<>((Class) MapFileOutputFormat.class, KEYS, VALUES, Map.of());

    @Override
    protected BatchWriter writer() {
        return writer;
    }

    /** Hadoop takes milliseconds for a batch, and a hundred steps. */
    @Override
    protected int secondCrashes() {
        return 29;
    }

    /** The key is the same for all, as a MapFile wants them in order. */
    @Override
    protected OutboxEncoder<String> encoder() {
        return new WritableEncoder<>("out", KEYS, record -> new IntWritable(1), VALUES, Text::new);
    }

    @Override
    protected void checkFiles(FileOperations disk, String batch, List<String> records, long bytes) throws IOException {
        assertThat(disk.list(batch)).containsExactlyInAnyOrder("part-r-00000", "_SUCCESS", "_manifest");
        assertThat(disk.list(batch + "/part-r-00000")).containsExactlyInAnyOrder("data", "index");
        byte[] data = disk.read(batch + "/part-r-00000/data", 10_000);
        byte[] index = disk.read(batch + "/part-r-00000/index", 10_000);
        assertThat(bytes).isEqualTo(data.length + index.length);
        assertThat(values(data)).isEqualTo(records);
    }

    private static List<String> values(byte[] sequenceFile) {
        List<String> found = new ArrayList<>();
        try (SequenceFile.Reader reader = new SequenceFile.Reader(
                CONFIGURATION,
                SequenceFile.Reader.stream(new ByteStream(sequenceFile).open()),
                SequenceFile.Reader.length(sequenceFile.length))) {
            IntWritable key = new IntWritable();
            Text value = new Text();
            while (reader.next(key, value)) {
                found.add(value.toString());
            }
        } catch (IOException e) {
            throw new AssertionError("no sequence file of " + sequenceFile.length + " bytes", e);
        }
        return found;
    }
}
