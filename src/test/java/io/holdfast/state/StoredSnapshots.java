package io.holdfast.state;

import io.holdfast.common.Digest;
import io.holdfast.failure.CorruptCheckpointException;
import io.holdfast.format.SnapshotDescriptor;
import io.holdfast.format.SnapshotDescriptor.SnapshotFile;
import io.holdfast.testkit.simulation.InMemoryWorkingStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Snapshots in a directory, with their descriptors in memory. Files are links; names are never used again. */
final class StoredSnapshots implements SnapshotFiles {

    private final Path directory;
    private final InMemoryWorkingStore.StepListener steps;
    private final Map<Digest, SnapshotDescriptor> descriptors = new HashMap<>();
    private final AtomicLong serial = new AtomicLong();

    @Nullable
    IOException failure;

    StoredSnapshots(Path directory, InMemoryWorkingStore.StepListener steps) {
        this.directory = directory;
        this.steps = steps;
    }

    Path path(String storedName) {
        return directory.resolve(storedName);
    }

    @Override
    public String bringIn(Path local) throws IOException {
        if (failure != null) {
            throw failure;
        }
        String name = serial.getAndIncrement() + "-" + local.getFileName();
        Files.createLink(path(name), local);
        steps.at("after bringing in a file");
        return name;
    }

    @Override
    public Digest write(SnapshotDescriptor descriptor) {
        Digest digest = Digest.of((serial.getAndIncrement() + descriptor.toString()).getBytes(StandardCharsets.UTF_8));
        descriptors.put(digest, descriptor);
        steps.at("after writing the descriptor");
        return digest;
    }

    @Override
    public SnapshotDescriptor read(Digest digest) {
        SnapshotDescriptor descriptor = descriptors.get(digest);
        if (descriptor == null) {
            throw new CorruptCheckpointException("no descriptor " + digest);
        }
        return descriptor;
    }

    /** How often a name and length come back with other content. */
    long filesOfOneNameAndLengthButOtherContent() {
        Map<String, Integer> seen = new HashMap<>();
        return descriptors.values().stream()
                .flatMap(descriptor -> descriptor.files().stream())
                .filter(file -> file.name().endsWith(".sst"))
                .filter(file ->
                        seen.merge(file.name() + file.length(), file.crc32c(), (one, other) -> one) != file.crc32c())
                .count();
    }

    void replace(Digest digest, SnapshotDescriptor descriptor) {
        descriptors.put(digest, descriptor);
    }

    @Override
    public void takeOut(SnapshotFile file, Path local) throws IOException {
        if (Files.notExists(path(file.storedName()))) {
            throw new NoSuchFileException(file.storedName());
        }
        Files.createLink(local, path(file.storedName()));
    }

    @Override
    public String location(String storedName) {
        return path(storedName).toString();
    }
}
