package io.holdfast.storage.hadoop;

import io.holdfast.storage.FileOperations;
import io.holdfast.storage.StorageInput;
import io.holdfast.storage.StorageOutput;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;

/** A directory of HDFS, where renaming a directory and deleting a tree are one step each, and names need no sync. */
final class HadoopFileOperations implements FileOperations {

    private final FileContext files;
    private final HadoopStorage storage;

    HadoopFileOperations(FileContext files, Path root) {
        this.files = files;
        storage = new HadoopStorage(files, root);
    }

    @Override
    public String location() {
        return storage.location();
    }

    @Override
    public void createDirectories() throws IOException {
        storage.createDirectories("");
    }

    @Override
    public void createDirectory(String directory) throws IOException {
        run(directory, path -> files.mkdir(path, FsPermission.getDirDefault(), false));
    }

    @Override
    public boolean exists(String name) throws IOException {
        Path path = storage.resolve(name);
        try {
            return files.util().exists(path);
        } catch (IOException e) {
            throw HadoopFailure.of(path, e);
        }
    }

    @Override
    public List<String> list(String directory) throws IOException {
        return storage.entries(directory).stream()
                .map(FileStatus::getPath)
                .map(Path::getName)
                .toList();
    }

    @Override
    public StorageInput open(String file) throws IOException {
        return storage.open(file);
    }

    @Override
    public StorageOutput create(String file) throws IOException {
        return storage.create(file);
    }

    @Override
    public void renameDirectory(String from, String to) throws IOException {
        rename(from, to, Options.Rename.NONE);
    }

    @Override
    public void replaceFile(String from, String to) throws IOException {
        rename(from, to, Options.Rename.OVERWRITE);
    }

    private void rename(String from, String to, Options.Rename option) throws IOException {
        run(to, path -> files.rename(storage.resolve(from), path, option));
    }

    @Override
    public void syncDirectory(String directory) {
        storage.syncDirectory(directory);
    }

    @Override
    public void deleteTree(String name) throws IOException {
        try {
            run(name, path -> files.delete(path, true));
        } catch (NoSuchFileException e) {
            // Gone already, as asked for.
            return;
        }
    }

    private interface Step {
        void run(Path path) throws IOException;
    }

    private void run(String name, Step step) throws IOException {
        Path path = storage.resolve(name);
        try {
            step.run(path);
        } catch (IOException e) {
            throw HadoopFailure.of(path, e);
        }
    }
}
