package io.holdfast.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.StreamingContext;
import io.holdfast.codec.Types;
import io.holdfast.model.Pair;
import io.holdfast.sink.file.ObjectFileSink;
import io.holdfast.sink.file.ObjectFiles;
import io.holdfast.sink.hadoop.HadoopFileSink;
import io.holdfast.source.generator.GeneratorSource;
import io.holdfast.storage.hadoop.HdfsCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.io.IntWritable;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.SequenceFile;
import org.apache.hadoop.mapreduce.lib.output.SequenceFileOutputFormat;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Numbers go to object files and to sequence files on a real HDFS, while the job is killed, and its NameNode once. Planted defect seen
 * to fail: a publisher that does not look for batches that are newer than its marker, and names each attempt's directory anew.
 */
class FilesOnHdfsIT {

    private static final int KILLS = 6;
    private static final long NUMBERS = 20_000;
    private static final long RATE = 1_000;

    /** The arguments are the directory of the checkpoint and that of the files. */
    static final class Job {

        private Job() {}

        /** Runs until it is killed or fails. */
        public static void main(String[] arguments) throws Exception {
            RunningSumsJob.dieWithParent();
            StreamingContext context = StreamingContext.builder("numbers-to-hdfs")
                    .checkpointDirectory(Path.of(arguments[0]))
                    .batchInterval(Duration.ofMillis(100))
                    .parallelism(1)
                    .listener(new EventLines())
                    .build();
            var numbers = context.stream(
                    "numbers",
                    GeneratorSource.<Long>of((split, offset, random) -> offset)
                            .recordsPerSecond(RATE)
                            .records(NUMBERS));
            numbers.to("objects", ObjectFileSink.of(arguments[1] + "/objects"));
            numbers.mapToPair(number -> Pair.of(new IntWritable((int) (number % 10)), new LongWritable(number)))
                    .to(
                            "sequences",
                            HadoopFileSink.of(
                                    arguments[1] + "/sequences",
                                    SequenceFileOutputFormat.class,
                                    IntWritable.class,
                                    LongWritable.class));
            context.start();
            context.awaitTermination();
        }
    }

    @TempDir
    Path directory;

    @Test
    void eachNumberIsInTheFilesOnceHoweverOftenTheJobIsKilled() throws Exception {
        Random random = new Random(Seed.drawn());
        try (HdfsCluster hdfs = HdfsCluster.start(directory.resolve("hdfs"), 1)) {
            String files = hdfs.directory("numbers").toString();
            for (int kill = 0; kill < KILLS; kill++) {
                try (JobProcess process = launch(hdfs, files)) {
                    process.await(RunningSumsJob.COMMITTED, TestBed.PATIENCE);
                    if (kill == KILLS / 2) {
                        hdfs.nameNode().kill();
                        process.letRun(Duration.ofSeconds(1));
                        hdfs.nameNode().start();
                        hdfs.awaitWritable(1);
                    }
                    process.letRun(Duration.ofMillis(random.nextInt(1_500)));
                    assertThat(process.killHard()).isTrue();
                }
            }
            List<Long> expected = LongStream.range(0, NUMBERS).boxed().toList();
            try (JobProcess last = launch(hdfs, files)) {
                Awaitility.await("all numbers")
                        .atMost(TestBed.PATIENCE)
                        .until(() -> objects(files).size() >= NUMBERS
                                && sequences(hdfs).size() >= NUMBERS);
                assertThat(last.isAlive()).isTrue();
            }
            assertThat(objects(files)).isEqualTo(expected);
            assertThat(sequences(hdfs)).isEqualTo(expected);
        }
    }

    private JobProcess launch(HdfsCluster hdfs, String files) throws IOException {
        Launch launch = Launch.of(
                        Job.class, List.of(directory.resolve("checkpoint").toString(), files))
                .in(Map.of("HADOOP_CONF_DIR", hdfs.configurationDirectory().toString()));
        return JobProcess.start(launch, directory.resolve("job.log"));
    }

    private static List<Long> objects(String files) throws Exception {
        List<Long> found = new ArrayList<>();
        ObjectFiles.read(files + "/objects", Types.builder().build(), Long.class, found::add);
        return found;
    }

    private static List<Long> sequences(HdfsCluster hdfs) throws IOException {
        List<Long> found = new ArrayList<>();
        try (FileSystem client = hdfs.client()) {
            for (FileStatus file :
                    client.globStatus(new org.apache.hadoop.fs.Path("/numbers/sequences/[^.]*/part-*"))) {
                read(client, file.getPath(), found);
            }
        }
        return found;
    }

    private static void read(FileSystem client, org.apache.hadoop.fs.Path file, List<Long> found) throws IOException {
        try (SequenceFile.Reader reader = new SequenceFile.Reader(client.getConf(), SequenceFile.Reader.file(file))) {
            IntWritable digit = new IntWritable();
            LongWritable number = new LongWritable();
            while (reader.next(digit, number)) {
                assertThat(number.get() % 10).isEqualTo(digit.get());
                found.add(number.get());
            }
        }
    }
}
