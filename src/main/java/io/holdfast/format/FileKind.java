package io.holdfast.format;

/** The kinds of files, as the header names them. */
enum FileKind {
    BATCH(1),
    EPOCH(2),
    SNAPSHOT(3),
    PIN(4);

    final int code;

    FileKind(int code) {
        this.code = code;
    }
}
