package io.holdfast.checkpoint;

import io.holdfast.failure.ConfigurationException;
import io.holdfast.failure.StorageException;
import io.holdfast.format.FileNames;
import io.holdfast.storage.Storage;
import io.holdfast.storage.StorageFailure;
import io.holdfast.storage.StorageLock;
import io.holdfast.storage.StorageOutput;
import io.holdfast.storage.StoredFile;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is done to the directory itself before anything is read or written in it. */
final class CheckpointDirectory {

    /** What a volume mounted here may bring along. */
    static final Set<String> TOLERATED = Set.of("lost+found");

    private static final Logger LOG = LoggerFactory.getLogger(CheckpointDirectory.class);

    /** So many takeovers do not happen while one process starts. */
    private static final int PROBES_MAX = 10;

    private CheckpointDirectory() {}

    /** Refuses a directory that holds anything that Holdfast does not put there. */
    static void refuseForeign(Storage storage) {
        try {
            for (StoredFile file : storage.list("")) {
                if (!file.name().equals(FileNames.LOCK)) {
                    throw foreign(storage, file.name());
                }
            }
            for (String directory : storage.directories("")) {
                if (!FileNames.DIRECTORIES.contains(directory)
                        && !directory.equals(FileNames.WORK)
                        && !directory.equals(FileNames.ASIDE)
                        && !TOLERATED.contains(directory)) {
                    throw foreign(storage, directory);
                }
            }
        } catch (IOException e) {
            throw StorageFailure.of(storage, "list", "", e);
        }
    }

    private static ConfigurationException foreign(Storage storage, String entry) {
        return new ConfigurationException(
                "checkpoint directory " + storage.location() + " holds \"" + entry
                        + "\", which Holdfast did not put there: expected an empty directory or a checkpoint; give another directory");
    }

    /** Takes the lock, which a running process of the job on this machine has. */
    static StorageLock lock(Storage storage) {
        try {
            return storage.lock(FileNames.LOCK);
        } catch (IOException e) {
            throw StorageFailure.of(storage, "lock", FileNames.LOCK, e);
        }
    }

    /** Makes the directories, durably. */
    static void create(Storage storage) {
        try {
            for (String directory : new TreeSet<>(FileNames.DIRECTORIES)) {
                storage.createDirectories(directory);
            }
            storage.syncDirectory("");
        } catch (IOException e) {
            throw StorageFailure.of(storage, "create the directories of", "", e);
        }
    }

    /**
     * Shows that the storage does here what the commit protocol rests on. The files are named as those of epoch 0, so that the
     * next takeover finds what a process leaves that dies here. One that happens just now takes them for left behind: then
     * they are written again.
     */
    static void probe(Storage storage, Nonces nonces) {
        for (int attempt = 1; !probe(storage, nonces.next(), attempt == PROBES_MAX); attempt++) {
            LOG.debug("{}: another process takes over", storage.location());
        }
    }

    private static boolean probe(Storage storage, String nonce, boolean last) {
        String first = FileNames.temporary(0, nonce, 0, "probe");
        String second = FileNames.temporary(0, nonce, 1, "probe");
        String published = FileNames.temporary(0, nonce, 2, "probe");
        try {
            write(storage, first, 1);
            write(storage, second, 2);
            storage.publish(first, published);
            if (overwrites(storage, second, published)) {
                if (last) {
                    throw overwriting(storage, published);
                }
                return false;
            }
            storage.syncDirectory(FileNames.TEMPORARY);
            storage.delete(published);
            storage.delete(first);
            storage.delete(second);
            return true;
        } catch (IOException e) {
            if (e instanceof NoSuchFileException && !last) {
                return false;
            }
            throw StorageFailure.of(storage, "commit a probe file as", published, e);
        }
    }

    private static void write(Storage storage, String path, int length) throws IOException {
        try (StorageOutput output = storage.create(path)) {
            output.write(new byte[length], 0, length);
            output.sync();
        }
    }

    private static boolean overwrites(Storage storage, String second, String published) throws IOException {
        try {
            storage.publish(second, published);
            return true;
        } catch (FileAlreadyExistsException e) {
            String name = published.substring(FileNames.TEMPORARY.length() + 1);
            return !storage.list(FileNames.TEMPORARY).contains(new StoredFile(name, 1));
        }
    }

    private static StorageException overwriting(Storage storage, String published) {
        return new StorageException(storage.location()
                + " is on a file system that lets a file be published over another:"
                + " expected the second publication of " + published + " to fail; put the checkpoint on a local disk"
                + " or another supported file system");
    }
}
