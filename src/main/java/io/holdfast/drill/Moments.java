package io.holdfast.drill;

import io.holdfast.common.TimeSource;
import io.holdfast.failure.StorageException;
import io.holdfast.format.FileNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** Waits until a process does what a fault is aimed at: seen by the files that it is just writing. */
final class Moments {

    private static final Duration LOOK = Duration.ofMillis(1);

    /** A moment that does not come within this time does not come often. */
    private static final Duration WAIT_MAX = Duration.ofSeconds(5);

    private final Path checkpoint;
    private final Path recordings;
    private final RandomGenerator random;
    private final TimeSource time;

    Moments(Path checkpoint, Path recordings, RandomGenerator random, TimeSource time) {
        this.checkpoint = checkpoint;
        this.recordings = recordings;
        this.random = random;
        this.time = time;
    }

    /** Waits for the moment; false if it did not come, or the process ended. */
    boolean await(Aim aim, Child child) throws InterruptedException {
        return switch (aim) {
            case START_UP, RUNNING -> !child.endsWithin(Duration.ofMillis(random.nextInt(500)));
            case COMMIT -> until(child, () -> anyEnds(checkpoint.resolve(FileNames.TEMPORARY), ".batch"));
            case SNAPSHOT -> until(child, snapshot());
            case PUBLICATION -> until(child, this::publishes);
        };
    }

    private BooleanSupplier snapshot() {
        Set<String> before = names(checkpoint.resolve(FileNames.FILES));
        return () -> !before.containsAll(names(checkpoint.resolve(FileNames.FILES)))
                || anyEnds(checkpoint.resolve(FileNames.TEMPORARY), ".snapshot");
    }

    private boolean publishes() {
        return names(recordings).stream().anyMatch(sink -> anyEnds(recordings.resolve(sink), ".tmp"));
    }

    private boolean until(Child child, BooleanSupplier moment) throws InterruptedException {
        long deadline = time.monotonicNanos() + WAIT_MAX.toNanos();
        while (!moment.getAsBoolean()) {
            if (time.monotonicNanos() > deadline || child.endsWithin(LOOK)) {
                return false;
            }
        }
        return true;
    }

    private static boolean anyEnds(Path directory, String suffix) {
        return names(directory).stream().anyMatch(name -> name.endsWith(suffix));
    }

    private static Set<String> names(Path directory) {
        Set<String> names = new HashSet<>();
        try (Stream<Path> files = Files.list(directory)) {
            files.forEach(file -> names.add(file.getFileName().toString()));
        } catch (NoSuchFileException e) {
            return names;
        } catch (IOException e) {
            throw new StorageException("cannot list " + directory + ": " + e, e);
        }
        return names;
    }
}
