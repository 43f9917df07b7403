package io.holdfast.sink.file;

import io.holdfast.storage.FileOperations;
import io.holdfast.storage.StorageInput;
import io.holdfast.storage.StorageOutput;
import java.io.IOException;
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
    public String location() {
        return files.location();
    }

    @Override
    public void createDirectories() throws IOException {
        step().createDirectories();
    }

    @Override
    public void createDirectory(String directory) throws IOException {
        step().createDirectory(directory);
    }

    @Override
    public boolean exists(String path) throws IOException {
        return step().exists(path);
    }

    @Override
    public List<String> list(String directory) throws IOException {
        return step().list(directory);
    }

    @Override
    public StorageInput open(String file) throws IOException {
        return step().open(file);
    }

    @Override
    public void renameDirectory(String from, String to) throws IOException {
        step().renameDirectory(from, to);
    }

    @Override
    public void replaceFile(String from, String to) throws IOException {
        step().replaceFile(from, to);
    }

    @Override
    public void syncDirectory(String directory) throws IOException {
        step().syncDirectory(directory);
    }

    @Override
    public void deleteTree(String path) throws IOException {
        step().deleteTree(path);
    }

    @Override
    public StorageOutput create(String file) throws IOException {
        StorageOutput output = step().create(file);
        return new StorageOutput() {
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
