package io.holdfast.format;

import io.holdfast.storage.Storage;

/**
 * Keeps one batch restorable whatever retention says.
 *
 * @param name also the file's name
 * @param batch the batch
 * @param why for people
 * @param createdMillis wall-clock time, for people
 */
public record PinFile(String name, long batch, String why, long createdMillis) {

    /**
     * Publishes the pin, durably; false if another one has its name.
     *
     * @param nonce tells two processes apart that want the same name at once
     */
    public static boolean publish(Storage storage, PinFile pin, String nonce) {
        String path = FileNames.pin(pin.name);
        byte[] bytes = Envelope.wrap(FileKind.PIN, Json.write(pin));
        String temporary = FileNames.temporary(0, nonce, 0, path);
        return Publication.publish(
                storage, temporary, path, new PublishedBytes(storage, path, FileKind.PIN, PinFile.class, bytes));
    }

    /** Reads and verifies the pin of a name. */
    public static PinFile read(Storage storage, String name) {
        String path = FileNames.pin(name);
        PinFile pin = Envelope.read(storage, path, FileKind.PIN, PinFile.class).value();
        if (!pin.name.equals(name)) {
            throw Damage.of(storage, path, "pin " + name, "pin " + pin.name);
        }
        return pin;
    }
}
