package io.holdfast.sink.file;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Ends the simulated process at a step: before an operation, or in the middle of a write. Afterwards nothing has any
 * effect. Reading counts as a step too.
 */
final class CrashingFiles implements FileOperations {

    /** The end of the process. */
    static final class Crash extends Error {

        private static final long serialVersionUID = 1L;

        Crash(long step) {
            super("crash at step " + step, null, false, false);
        }
    }

    private final FileOperations files;
    private final long crashAt;
    private long steps;

    CrashingFiles(FileOperations files, long crashAt) {
        this.files = files;
        this.crashAt = crashAt;
    }

    long steps() {
        return steps;
    }

    private FileOperations step() {
        if (steps >= crashAt) {
            throw new Crash(steps);
        }
        steps++;
        return files;
    }

    @Override
    public void createDirectories(Path directory) throws IOException {
        step().createDirectories(directory);
    }

    @Override
    public void createDirectory(Path directory) throws IOException {
        step().createDirectory(directory);
    }

    @Override
    public boolean exists(Path path) throws IOException {
        return step().exists(path);
    }

    @Override
    public List<String> list(Path directory) throws IOException {
        return step().list(directory);
    }

    @Override
    public byte[] read(Path file, int maxBytes) throws IOException {
        return step().read(file, maxBytes);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        step().rename(from, to);
    }

    @Override
    public void syncDirectory(Path directory) throws IOException {
        step().syncDirectory(directory);
    }

    @Override
    public void deleteTree(Path path) throws IOException {
        step().deleteTree(path);
    }

    @Override
    public Output create(Path file) throws IOException {
        Output output = step().create(file);
        return new Output() {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                step();
                output.write(bytes, offset, length / 2);
                step();
                output.write(bytes, offset + length / 2, length - length / 2);
            }

            @Override
            public void sync() throws IOException {
                step();
                output.sync();
            }

            @Override
            public void close() throws IOException {
                output.close();
            }
        };
    }
}
