package io.holdfast.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Passes everything on; planted defects override what they break. */
public class ForwardingStorage implements Storage {

    protected final Storage storage;

    public ForwardingStorage(Storage storage) {
        this.storage = storage;
    }

    @Override
    public String location() {
        return storage.location();
    }

    @Override
    public void createDirectories(String directory) throws IOException {
        storage.createDirectories(directory);
    }

    @Override
    public StorageOutput create(String path) throws IOException {
        return storage.create(path);
    }

    @Override
    public StorageInput open(String path) throws IOException {
        return storage.open(path);
    }

    @Override
    public boolean publish(String from, String to) throws IOException {
        return storage.publish(from, to);
    }

    @Override
    public void syncDirectory(String directory) throws IOException {
        storage.syncDirectory(directory);
    }

    @Override
    public List<StoredFile> list(String directory) throws IOException {
        return storage.list(directory);
    }

    @Override
    public List<String> directories(String directory) throws IOException {
        return storage.directories(directory);
    }

    @Override
    public void delete(String path) throws IOException {
        storage.delete(path);
    }

    @Override
    public void bringIn(Path local, String to) throws IOException {
        storage.bringIn(local, to);
    }

    @Override
    public boolean takeOut(String from, Path local) throws IOException {
        return storage.takeOut(from, local);
    }

    @Override
    public StorageLock lock(String path) throws IOException {
        return storage.lock(path);
    }

    @Override
    public void close() {
        storage.close();
    }
}
