package io.holdfast.sink.file;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Passes everything on; planted defects override one thing. */
class DefectiveFiles implements FileOperations {

    final FileOperations files;

    DefectiveFiles(FileOperations files) {
        this.files = files;
    }

    @Override
    public void createDirectories(Path directory) throws IOException {
        files.createDirectories(directory);
    }

    @Override
    public void createDirectory(Path directory) throws IOException {
        files.createDirectory(directory);
    }

    @Override
    public boolean exists(Path path) throws IOException {
        return files.exists(path);
    }

    @Override
    public List<String> list(Path directory) throws IOException {
        return files.list(directory);
    }

    @Override
    public byte[] read(Path file, int maxBytes) throws IOException {
        return files.read(file, maxBytes);
    }

    @Override
    public Output create(Path file) throws IOException {
        return files.create(file);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        files.rename(from, to);
    }

    @Override
    public void syncDirectory(Path directory) throws IOException {
        files.syncDirectory(directory);
    }

    @Override
    public void deleteTree(Path path) throws IOException {
        files.deleteTree(path);
    }
}
