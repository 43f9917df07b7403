package io.holdfast.source.file;

import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;

/** What {@link TextFileSource} was told; in types that can be serialized. */
record TextFileOptions(
        String directory,
        String charset,
        String glob,
        boolean recursive,
        Duration rememberFor,
        Duration scanInterval,
        int maxLineBytes)
        implements Serializable {

    Path path() {
        return Path.of(directory);
    }

    Path path(String relative) {
        return path().resolve(relative);
    }

    TextFileOptions withCharset(String changed) {
        return new TextFileOptions(directory, changed, glob, recursive, rememberFor, scanInterval, maxLineBytes);
    }

    TextFileOptions withGlob(String changed) {
        return new TextFileOptions(directory, charset, changed, recursive, rememberFor, scanInterval, maxLineBytes);
    }

    TextFileOptions withRecursive(boolean changed) {
        return new TextFileOptions(directory, charset, glob, changed, rememberFor, scanInterval, maxLineBytes);
    }

    TextFileOptions withRememberFor(Duration changed) {
        return new TextFileOptions(directory, charset, glob, recursive, changed, scanInterval, maxLineBytes);
    }

    TextFileOptions withScanInterval(Duration changed) {
        return new TextFileOptions(directory, charset, glob, recursive, rememberFor, changed, maxLineBytes);
    }

    TextFileOptions withMaxLineBytes(int changed) {
        return new TextFileOptions(directory, charset, glob, recursive, rememberFor, scanInterval, changed);
    }
}
