package io.holdfast.checkpoint;

import io.holdfast.storage.Storage;
import java.io.IOException;

/** What becomes of a file that nothing needs any more. */
interface Disposal {

    void dispose(String path) throws IOException;

    /** Makes durable what became of the files of a directory. */
    void settle(String directory) throws IOException;

    /** It is deleted. */
    static Disposal deleting(Storage storage) {
        return new Disposal() {
            @Override
            public void dispose(String path) throws IOException {
                storage.delete(path);
            }

            @Override
            public void settle(String directory) throws IOException {
                storage.syncDirectory(directory);
            }
        };
    }
}
