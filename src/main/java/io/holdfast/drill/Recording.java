package io.holdfast.drill;

import io.holdfast.common.MalformedBytesException;
import io.holdfast.failure.StorageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What was published to one sink: a directory with a file per step, numbered from 0. A step is synced, then gets its number,
 * which is given only once: so a step is there with its marker or not at all, and of two publishers at most one goes on.
 */
final class Recording {

    private static final Pattern STEP = Pattern.compile("\\d{20}\\.step");

    private final Path directory;

    Recording(Path directory) {
        this.directory = directory;
    }

    /** The recording of a sink, in the directory of all of them. */
    static Recording of(Path recordings, String sink) {
        return new Recording(recordings.resolve(sink));
    }

    /** How many steps there are. */
    long size() {
        return steps().size();
    }

    PublishedStep read(long step) {
        Path file = path(step);
        try {
            return PublishedStep.read(Files.readAllBytes(file));
        } catch (IOException | MalformedBytesException e) {
            throw new StorageException("the recording " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Adds a step under its number; false if another publisher has taken that. */
    boolean add(long number, PublishedStep step) throws IOException {
        Files.createDirectories(directory);
        Path temporary = Files.createTempFile(directory, "step-", ".tmp");
        try {
            write(temporary, step.bytes());
            Files.createLink(path(number), temporary);
        } catch (FileAlreadyExistsException e) {
            return false;
        } finally {
            Files.deleteIfExists(temporary);
        }
        try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
            names.force(true);
        }
        return true;
    }

    private static void write(Path file, byte[] bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
    }

    private Path path(long number) {
        return directory.resolve(String.format(Locale.ROOT, "%020d.step", number));
    }

    private List<Path> steps() {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return new ArrayList<>(files.filter(
                            file -> STEP.matcher(file.getFileName().toString()).matches())
                    .toList());
        } catch (IOException e) {
            throw new StorageException("the recordings in " + directory + " cannot be listed: " + e, e);
        }
    }
}
