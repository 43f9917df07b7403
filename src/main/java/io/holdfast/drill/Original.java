package io.holdfast.drill;

import io.holdfast.location.CheckpointLocation;
import io.holdfast.storage.Storage;
import java.util.Set;

/**
 * A checkpoint that a drill begins with a fork of.
 *
 * @param directory a path, or a URI of a Hadoop file system
 * @param trustedSchemes Hadoop file systems other than HDFS that the user vouches for
 */
public record Original(String directory, Set<String> trustedSchemes) {

    public Original {
        trustedSchemes = Set.copyOf(trustedSchemes);
    }

    Storage open() {
        return CheckpointLocation.of(directory).open(trustedSchemes);
    }
}
