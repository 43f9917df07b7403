package io.holdfast.inspect;

/**
 * What a part of a checkpoint directory takes.
 *
 * @param directory its name
 * @param files how many files it has
 * @param bytes how long they are together
 */
public record DirectoryUse(String directory, int files, long bytes) {}
