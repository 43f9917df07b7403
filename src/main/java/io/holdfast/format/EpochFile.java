package io.holdfast.format;

import io.holdfast.storage.Storage;

/**
 * The claim of one process to an epoch.
 *
 * @param epoch also the file's name
 * @param nonce random: tells two processes apart that want the same epoch
 * @param writtenMillis wall-clock time, for people
 */
public record EpochFile(long epoch, String nonce, long writtenMillis) {

    /** Claims the epoch, durably; false if another process has it. */
    public static boolean claim(Storage storage, EpochFile file) {
        String path = FileNames.epoch(file.epoch);
        byte[] bytes = Envelope.wrap(FileKind.EPOCH, Json.write(file));
        String temporary = FileNames.temporary(file.epoch, file.nonce, 0, path);
        return Publication.publish(
                storage, temporary, path, new PublishedBytes(storage, path, FileKind.EPOCH, EpochFile.class, bytes));
    }

    /** Reads and verifies the file of an epoch. */
    public static EpochFile read(Storage storage, long epoch) {
        String path = FileNames.epoch(epoch);
        EpochFile file =
                Envelope.read(storage, path, FileKind.EPOCH, EpochFile.class).value();
        if (file.epoch != epoch) {
            throw Damage.of(storage, path, "epoch " + epoch, "epoch " + file.epoch);
        }
        return file;
    }
}
