package io.holdfast.location;

import io.holdfast.failure.ConfigurationException;
import io.holdfast.storage.FileOperations;
import io.holdfast.storage.hadoop.HadoopFileSystems;
import io.holdfast.storage.local.LocalFileOperations;
import java.io.Serializable;
import java.net.URI;
import java.nio.file.Path;

/**
 * A directory that output goes to: a local one, or one of HDFS. Other file systems are not taken, as it is not known of them
 * that renaming a directory is one step.
 *
 * @param directory an absolute path, or a URI of HDFS
 */
public record OutputLocation(String directory) implements Serializable {

    /** A local directory. */
    public static OutputLocation of(Path directory) {
        return new OutputLocation(directory.toAbsolutePath().normalize().toString());
    }

    /**
     * As people write it: a path, or a URI.
     *
     * @throws ConfigurationException if it is of a file system that output cannot be published in
     */
    public static OutputLocation of(String directory) {
        if (!directory.contains("://")) {
            return of(Path.of(directory));
        }
        try {
            URI uri = URI.create(directory).normalize();
            if (String.valueOf(uri.getScheme()).equals("file")) {
                return of(Path.of(uri));
            }
            if (isOfHdfs(uri.toString())) {
                return new OutputLocation(uri.toString());
            }
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(refusal(directory), e);
        }
        throw new ConfigurationException(refusal(directory));
    }

    private static boolean isOfHdfs(String directory) {
        return directory.startsWith("hdfs://");
    }

    private static String refusal(String directory) {
        return "output directory " + directory
                + " is of no file system that output can be published in; expected a local"
                + " path, hdfs://HOST:PORT/DIRECTORY or hdfs://NAMESERVICE/DIRECTORY: of these it is known that a"
                + " directory is renamed in one step";
    }

    /** Opens it, without looking whether it exists. Classes of Hadoop are loaded only for a directory of HDFS. */
    public FileOperations open() {
        return isOfHdfs(directory)
                ? HadoopFileSystems.output(URI.create(directory))
                : new LocalFileOperations(Path.of(directory));
    }

    @Override
    public String toString() {
        return directory;
    }
}
