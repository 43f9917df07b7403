package io.holdfast.driver;

import io.holdfast.common.TimeSource;
import io.holdfast.common.Workers;
import io.holdfast.state.WorkingStore;
import io.holdfast.storage.Storage;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/**
 * Everything outside the process that a job touches: what the simulation replaces.
 *
 * @param storage the checkpoint directory
 * @param workDirectory a local directory for the working copies of state; on the file system of a local checkpoint, so that
 *     files can be linked
 * @param stores opens working copies
 * @param workers threads
 * @param time the clock
 * @param random what tells this process from all others; thread-safe
 */
public record JobEnvironment(
        Storage storage,
        Path workDirectory,
        WorkingStore.Factory stores,
        Workers workers,
        TimeSource time,
        RandomGenerator random) {

    /** Sixteen hexadecimal digits that nobody else has drawn. */
    String randomId() {
        return HexFormat.of().toHexDigits(random.nextLong());
    }
}
