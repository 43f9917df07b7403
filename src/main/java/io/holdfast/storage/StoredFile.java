package io.holdfast.storage;

/** A file in a listing: its name without the directory, and its length in bytes. */
public record StoredFile(String name, long length) {}
