package io.holdfast.sink.hadoop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.common.BytesWriter;
import io.holdfast.failure.ConfigurationException;
import io.holdfast.failure.SinkException;
import io.holdfast.failure.UserCodeException;
import io.holdfast.model.Pair;
import io.holdfast.sink.MemoryOutbox;
import io.holdfast.sink.Publisher;
import io.holdfast.sink.SinkContext;
import io.holdfast.sink.file.FileSinkCrashContract;
import io.holdfast.testkit.simulation.ManualTime;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.IntWritable;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.io.SequenceFile;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.io.Writable;
import org.apache.hadoop.mapreduce.RecordWriter;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.lib.output.FileOutputFormat;
import org.apache.hadoop.mapreduce.lib.output.SequenceFileOutputFormat;
import org.apache.hadoop.mapreduce.lib.output.TextOutputFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What formats of Hadoop make of batches on a local disk. Planted defects seen to fail: classes of records not compared with those of
 * the sink; files that a format leaves open, or never writes, not looked for; bytes of a Writable left unread.
 */
class HadoopFileSinkTest {

    private final SinkContext context = FileSinkCrashContract.context(new ManualTime());
    private final Path directory;

    HadoopFileSinkTest(@TempDir Path root) {
        directory = root.resolve("out");
    }

    private HadoopFileSink<Pair<Text, LongWritable>, Text, LongWritable> sequenceFiles() {
        return HadoopFileSink.of(directory.toString(), SequenceFileOutputFormat.class, Text.class, LongWritable.class);
    }

    @SafeVarargs
    @SuppressWarnings("varargs")
    private <T> void publish(HadoopFileSink<T, ?, ?> sink, T... records) throws Exception {
        Publisher publisher = sink.publisher(context);
        publisher.recover();
        publisher.publish(List.of(MemoryOutbox.encoded("tl", 1, sink.encoder(context), records)), 0);
        publisher.close();
    }

    private Path batch() {
        return directory.resolve("tl-00000000000000000001");
    }

    private static List<String> names(Path of) throws IOException {
        try (Stream<Path> paths = Files.list(of)) {
            return paths.map(path -> String.valueOf(path.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    private List<Pair<String, Long>> read(String name) throws IOException {
        List<Pair<String, Long>> found = new ArrayList<>();
        SequenceFile.Reader.Option file = SequenceFile.Reader.file(
                new org.apache.hadoop.fs.Path(batch().resolve(name).toUri()));
        try (SequenceFile.Reader reader = new SequenceFile.Reader(new Configuration(), file)) {
            Text key = new Text();
            LongWritable value = new LongWritable();
            while (reader.next(key, value)) {
                found.add(Pair.of(key.toString(), value.get()));
            }
        }
        return found;
    }

    @Test
    void hadoopReadsTheSequenceFileOfABatch() throws Exception {
        publish(
                sequenceFiles(),
                Pair.of(new Text("größe"), new LongWritable(-1)),
                Pair.of(new Text(""), new LongWritable(Long.MAX_VALUE)));

        assertThat(names(directory)).containsExactly("_marker", "tl-00000000000000000001");
        assertThat(names(batch())).containsExactly("_SUCCESS", "_manifest", "part-r-00000");
        assertThat(read("part-r-00000")).containsExactly(Pair.of("größe", -1L), Pair.of("", Long.MAX_VALUE));
    }

    @Test
    void propertiesReachTheFormat() throws Exception {
        String large = "x".repeat(100_000);
        publish(
                sequenceFiles()
                        .property("mapreduce.output.fileoutputformat.compress", "true")
                        .property("mapreduce.output.fileoutputformat.compress.type", "BLOCK")
                        .property("mapreduce.output.basename", "counts"),
                Pair.of(new Text(large), new LongWritable(1)));

        assertThat(Files.size(batch().resolve("counts-r-00000"))).isLessThan(10_000);
        assertThat(read("counts-r-00000")).containsExactly(Pair.of(large, 1L));
    }

    @Test
    void functionsMakeWritablesOfRecordsAndMayReuseThem() throws Exception {
        Text line = new Text();
        HadoopFileSink<String, NullWritable, Text> sink = HadoopFileSink.of(
                directory.toString(),
                TextOutputFormat.class,
                NullWritable.class,
                record -> NullWritable.get(),
                Text.class,
                record -> {
                    line.set(record);
                    return line;
                });
        publish(sink, "first", "", "last");

        assertThat(Files.readString(batch().resolve("part-r-00000"))).isEqualTo("first\n\nlast\n");
    }

    @Test
    @SuppressWarnings({"unchecked", "rawtypes"})
    void refusesRecordsOfOtherClasses() {
        for (Pair record : List.of(
                Pair.of(new Text("a"), new IntWritable(1)),
                Pair.of(new LongWritable(1), new LongWritable(1)),
                Pair.of(new Text("a"), null))) {
            assertThatThrownBy(() -> sequenceFiles().encoder(context).encode(record, new BytesWriter(16)))
                    .isInstanceOfAny(UserCodeException.class)
                    .hasMessageContaining("a record of Hadoop file sink out has a")
                    .hasMessageContaining("expected org.apache.hadoop.io.");
        }
    }

    @Test
    void namesTheSinkWhoseFunctionFails() {
        HadoopFileSink<String, NullWritable, Text> sink = HadoopFileSink.of(
                directory.toString(),
                TextOutputFormat.class,
                NullWritable.class,
                record -> NullWritable.get(),
                Text.class,
                record -> {
                    throw new IllegalStateException("no");
                });

        assertThatThrownBy(() -> sink.encoder(context).encode("a", new BytesWriter(16)))
                .isInstanceOf(UserCodeException.class)
                .hasMessageContaining("the function for the value of Hadoop file sink out failed");
    }

    @Test
    void refusesClassesThatCannotBeMadeAndFileSystemsWithoutPromises() {
        assertThatThrownBy(() -> HadoopFileSink.of(
                        directory.toString(), SequenceFileOutputFormat.class, Text.class, Writable.class))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("the value class org.apache.hadoop.io.Writable of a Hadoop file sink");
        assertThatThrownBy(() ->
                        HadoopFileSink.of("s3a://bucket/out", SequenceFileOutputFormat.class, Text.class, Text.class))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("s3a://bucket/out");
    }

    /** What is kept of one class must not be read as another. */
    @Test
    void anotherClassIsAnotherTarget() {
        assertThat(sequenceFiles().target())
                .isEqualTo(directory + " (org.apache.hadoop.io.Text, org.apache.hadoop.io.LongWritable)");
    }

    /** Reads one byte of the two that it writes. */
    public static final class Forgetful implements Writable {

        @Override
        public void write(DataOutput out) throws IOException {
            out.writeShort(1);
        }

        @Override
        public void readFields(DataInput in) throws IOException {
            in.readByte();
        }
    }

    @Test
    void namesAClassThatDoesNotReadWhatItWrites() {
        HadoopFileSink<Pair<Forgetful, Forgetful>, Forgetful, Forgetful> sink = HadoopFileSink.of(
                directory.toString(), SequenceFileOutputFormat.class, Forgetful.class, Forgetful.class);

        assertThatThrownBy(() -> publish(sink, Pair.of(new Forgetful(), new Forgetful())))
                .isInstanceOf(UserCodeException.class)
                .hasMessageContaining("Forgetful has written 2 bytes of a key and read back 1");
    }

    /** Leaves its file open. */
    public static final class OpenFormat extends FileOutputFormat<Text, LongWritable> {

        @Override
        public RecordWriter<Text, LongWritable> getRecordWriter(TaskAttemptContext task) throws IOException {
            org.apache.hadoop.fs.Path file = getDefaultWorkFile(task, "");
            file.getFileSystem(task.getConfiguration()).create(file);
            return new IdleWriter();
        }
    }

    /** Writes nothing. */
    public static final class IdleFormat extends FileOutputFormat<Text, LongWritable> {

        @Override
        public RecordWriter<Text, LongWritable> getRecordWriter(TaskAttemptContext task) {
            return new IdleWriter();
        }
    }

    private static final class IdleWriter extends RecordWriter<Text, LongWritable> {

        @Override
        public void write(Text key, LongWritable value) {}

        @Override
        public void close(TaskAttemptContext task) {}
    }

    @Test
    void publishesNothingOfAFormatThatLeavesItsFileOpenOrWritesNone() throws IOException {
        for (Class<? extends FileOutputFormat<Text, LongWritable>> format :
                List.of(OpenFormat.class, IdleFormat.class)) {
            HadoopFileSink<Pair<Text, LongWritable>, Text, LongWritable> sink =
                    HadoopFileSink.of(directory.toString(), format, Text.class, LongWritable.class);

            assertThatThrownBy(() -> publish(sink, Pair.of(new Text("a"), new LongWritable(1))))
                    .isInstanceOf(SinkException.class)
                    .hasMessageContaining(format == OpenFormat.class ? "has not closed" : "has written no file");
            assertThat(names(directory)).isEmpty();
        }
    }
}
