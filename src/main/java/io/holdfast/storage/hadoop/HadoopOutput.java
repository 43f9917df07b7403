package io.holdfast.storage.hadoop;

import io.holdfast.storage.StorageOutput;
import java.io.IOException;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * Writes a file. A sync covers the block that is being written; the blocks before it were synced when they were closed,
 * as the file was created with {@link org.apache.hadoop.fs.CreateFlag#SYNC_BLOCK}.
 */
final class HadoopOutput implements StorageOutput {

    private final Path path;
    private final FSDataOutputStream stream;
    private @Nullable IOException failure;

    HadoopOutput(Path path, FSDataOutputStream stream) {
        this.path = path;
        this.stream = stream;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        run(() -> stream.write(bytes, offset, length));
    }

    /** The NameNode then knows the block, and the DataNodes are connected. */
    @Override
    public void flush() throws IOException {
        run(stream::hflush);
    }

    @Override
    public void sync() throws IOException {
        run(stream::hsync);
    }

    /** A stream that failed throws the same exception again when it is closed: told once is enough. */
    @Override
    public void close() throws IOException {
        boolean told = failure != null;
        try {
            run(stream::close);
        } catch (IOException e) {
            if (!told) {
                throw e;
            }
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    private void run(Step step) throws IOException {
        try {
            step.run();
        } catch (IOException e) {
            failure = HadoopFailure.of(path, e);
            throw failure;
        }
    }
}
