package io.holdfast.sink.hadoop;

import io.holdfast.common.Check;
import io.holdfast.sink.Outbox;
import io.holdfast.sink.file.BatchWriter;
import io.holdfast.storage.FileOperations;
import io.holdfast.storage.hadoop.HadoopFileSystems;
import java.io.IOException;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.DataInputBuffer;
import org.apache.hadoop.io.Writable;
import org.apache.hadoop.mapred.JobConf;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.OutputCommitter;
import org.apache.hadoop.mapreduce.RecordWriter;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.TaskAttemptID;
import org.apache.hadoop.mapreduce.TaskType;
import org.apache.hadoop.mapreduce.lib.output.FileOutputFormat;
import org.apache.hadoop.mapreduce.task.TaskAttemptContextImpl;
import org.apache.hadoop.util.ReflectionUtils;

/** Lets an output format write a batch, as the only task of a job, which is committed within the staging directory. */
final class FormatWriter<K extends Writable, V extends Writable> implements BatchWriter {

    private static final TaskAttemptID TASK = new TaskAttemptID("holdfast", 0, TaskType.REDUCE, 0, 0);

    private final Class<? extends FileOutputFormat<K, V>> format;
    private final WritableClass<K> keys;
    private final WritableClass<V> values;
    private final Configuration configuration = new JobConf(HadoopFileSystems.configuration());

    FormatWriter(
            Class<? extends FileOutputFormat<K, V>> format,
            WritableClass<K> keys,
            WritableClass<V> values,
            Map<String, String> properties) {
        this.format = format;
        this.keys = keys;
        this.values = values;
        properties.forEach(configuration::set);
        // Read now: else the copy for each batch would parse all files anew.
        Check.that(configuration.size() > 0, "an empty configuration");
    }

    @Override
    public String kind() {
        return "Hadoop files";
    }

    @Override
    public Written write(Outbox outbox, FileOperations files, String directory) throws Exception {
        StagedFiles staged = new StagedFiles(files, directory);
        Job job = Job.getInstance(configuration);
        Path path = StagingFileSystem.offer(staged, job.getConfiguration());
        try {
            return staged.complete(write(outbox, path, job));
        } catch (Throwable e) {
            closeAfter(e, staged::abandon);
            throw e;
        } finally {
            StagingFileSystem.withdraw(path);
        }
    }

    private long write(Outbox outbox, Path path, Job job) throws Exception {
        job.setOutputKeyClass(keys.type());
        job.setOutputValueClass(values.type());
        job.setOutputFormatClass(format);
        FileOutputFormat.setOutputPath(job, path);
        TaskAttemptContext task = new TaskAttemptContextImpl(job.getConfiguration(), TASK);
        FileOutputFormat<K, V> output = ReflectionUtils.newInstance(format, job.getConfiguration());
        output.checkOutputSpecs(task);
        OutputCommitter committer = output.getOutputCommitter(task);
        committer.setupJob(task);
        committer.setupTask(task);
        long records = write(outbox, output.getRecordWriter(task), task);
        if (committer.needsTaskCommit(task)) {
            committer.commitTask(task);
        }
        committer.commitJob(task);
        return records;
    }

    private long write(Outbox outbox, RecordWriter<K, V> writer, TaskAttemptContext task) throws Exception {
        K key = keys.make();
        V value = values.make();
        DataInputBuffer buffer = new DataInputBuffer();
        long records;
        try {
            records = outbox.visit(0, record -> {
                keys.read(record, buffer, key);
                values.read(record, buffer, value);
                writer.write(key, value);
                return true;
            });
        } catch (Throwable e) {
            closeAfter(e, () -> writer.close(task));
            throw e;
        }
        writer.close(task);
        return records;
    }

    private interface Closing {
        void close() throws IOException, InterruptedException;
    }

    private static void closeAfter(Throwable first, Closing closing) {
        try {
            closing.close();
        } catch (Throwable e) {
            if (e != first) {
                first.addSuppressed(e);
            }
        }
    }
}
