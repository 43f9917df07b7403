package io.holdfast.checkpoint;

import io.holdfast.common.TimeSource;
import io.holdfast.format.Manifest.Kind;
import io.holdfast.format.Manifests;
import io.holdfast.format.SectionBuffer;
import io.holdfast.storage.local.LocalFileOperations;
import io.holdfast.storage.local.LocalStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** From the end of a batch until its file is durable, in the temporary directory: sealed, compressed, written, synced, renamed. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class CommitBenchmark {

    @Param({"200", "100000"})
    public int changes;

    private String[] keys;
    private Path directory;
    private Checkpoint checkpoint;
    private long batch;

    @Setup
    public void open() throws IOException {
        keys = new String[changes];
        Arrays.setAll(keys, i -> "customer-" + i);
        directory = Files.createTempDirectory("holdfast-commit");
        checkpoint = Checkpoint.open(new LocalStorage(directory), RetentionPolicy.newest(20), TimeSource.SYSTEM);
        batch = checkpoint
                .takeOver(head -> Manifests.draft(Kind.TAKEOVER, 0, -1))
                .manifest()
                .batch();
    }

    @Benchmark
    public Object commit() throws IOException {
        batch++;
        List<SectionBuffer> sections = List.of(Manifests.delta("total " + batch, keys), Manifests.outbox(keys));
        Object committed = checkpoint.commit(Manifests.draft(Kind.BATCH, batch, batch - 1), sections);
        checkpoint.prune();
        return committed;
    }

    @TearDown
    public void close() throws IOException {
        checkpoint.close();
        new LocalFileOperations(directory).deleteTree("");
    }
}
