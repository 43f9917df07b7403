package io.holdfast.sink.file;

import io.holdfast.storage.FileOperations;
import io.holdfast.storage.StorageInput;
import io.holdfast.storage.StorageOutput;
import java.io.IOException;
import java.util.List;

/** Passes everything on; planted defects override one thing. */
class DefectiveFiles implements FileOperations {

    final FileOperations files;

    DefectiveFiles(FileOperations files) {
        this.files = files;
    }

    @Override
    public String location() {
        return files.location();
    }

    @Override
    public void createDirectories() throws IOException {
        files.createDirectories();
    }

    @Override
    public void createDirectory(String directory) throws IOException {
        files.createDirectory(directory);
    }

    @Override
    public boolean exists(String path) throws IOException {
        return files.exists(path);
    }

    @Override
    public List<String> list(String directory) throws IOException {
        return files.list(directory);
    }

    @Override
    public StorageInput open(String file) throws IOException {
        return files.open(file);
    }

    @Override
    public StorageOutput create(String file) throws IOException {
        return files.create(file);
    }

    @Override
    public void renameDirectory(String from, String to) throws IOException {
        files.renameDirectory(from, to);
    }

    @Override
    public void replaceFile(String from, String to) throws IOException {
        files.replaceFile(from, to);
    }

    @Override
    public void syncDirectory(String directory) throws IOException {
        files.syncDirectory(directory);
    }

    @Override
    public void deleteTree(String path) throws IOException {
        files.deleteTree(path);
    }
}
