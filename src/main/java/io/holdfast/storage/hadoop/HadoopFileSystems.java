package io.holdfast.storage.hadoop;

import io.holdfast.failure.ConfigurationException;
import io.holdfast.storage.FileOperations;
import io.holdfast.storage.Storage;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.Path;

/**
 * Opens directories of Hadoop file systems, with the configuration that Hadoop's own tools would use: {@code core-site.xml} and
 * {@code hdfs-site.xml} from the class path, and from {@code HADOOP_CONF_DIR}.
 *
 * <p>Of HDFS it is known that a rename without overwriting is one step, that {@code hsync} reaches the disks, and that names
 * which the NameNode has answered for survive. Of other file systems that is not known, and the commit protocol would be
 * unsafe where it is not so: they are refused unless the user vouches for them by their scheme.
 */
public final class HadoopFileSystems {

    private static final String SAFE_SCHEME = "hdfs";

    /** About two seconds between attempts, for two minutes: a NameNode that restarts is waited for. */
    private static final String RETRIES = "2000,60";

    private HadoopFileSystems() {}

    /**
     * A directory of a file system, which need not exist yet.
     *
     * @param vouched schemes of file systems other than HDFS that keep the promises of {@link Storage}, as the user says
     * @throws ConfigurationException if there is no such file system, or it is one that does not promise enough
     */
    public static Storage open(URI directory, Set<String> vouched) {
        return open(directory, vouched, configuration());
    }

    static Storage open(URI directory, Set<String> vouched, Configuration configuration) {
        FileContext files = connect("checkpoint directory", directory, configuration);
        requireKnown(directory, files.getDefaultFileSystem().getUri().getScheme(), vouched);
        return new HadoopStorage(files, files.makeQualified(new Path(directory)));
    }

    /**
     * A directory of HDFS that output is published in; it need not exist yet.
     *
     * @throws ConfigurationException if there is no such file system
     */
    public static FileOperations output(URI directory) {
        return output(directory, configuration());
    }

    static FileOperations output(URI directory, Configuration configuration) {
        FileContext files = connect("output directory", directory, configuration);
        return new HadoopFileOperations(files, files.makeQualified(new Path(directory)));
    }

    private static FileContext connect(String what, URI directory, Configuration configuration) {
        waitForNameNodes(configuration);
        closeFilesSoon(configuration);
        try {
            return FileContext.getFileContext(directory, configuration);
        } catch (IOException | RuntimeException e) {
            throw new ConfigurationException(
                    what + " " + directory + " is of no file system that can be used here: " + e
                            + "; expected hdfs://HOST:PORT/DIRECTORY or hdfs://NAMESERVICE/DIRECTORY, with the"
                            + " configuration of the cluster in HADOOP_CONF_DIR or on the class path",
                    e);
        }
    }

    private static void requireKnown(URI directory, String scheme, Set<String> vouched) {
        if (!scheme.equals(SAFE_SCHEME) && !vouched.contains(scheme)) {
            throw new ConfigurationException("checkpoint directory " + directory + " is on a file system (" + scheme
                    + ") of which it is not known that a rename is one step that never overwrites, and that synced files"
                    + " and names survive a loss of power; without that, two processes can both commit a batch, or a"
                    + " committed one can be lost. Use hdfs or a local directory, or vouch for it with"
                    + " trustFileSystem(\"" + scheme + "\")");
        }
    }

    /** A new one, to be changed by whoever asked for it. */
    public static Configuration configuration() {
        Configuration configuration = new Configuration();
        String directory = System.getenv("HADOOP_CONF_DIR");
        if (directory != null) {
            for (String name : new String[] {"core-site.xml", "hdfs-site.xml"}) {
                File file = new File(directory, name);
                if (file.isFile()) {
                    configuration.addResource(new Path(file.toURI()));
                }
            }
        }
        return configuration;
    }

    /** Unless the user has decided otherwise. */
    private static void waitForNameNodes(Configuration configuration) {
        setUnlessChosen(configuration, "dfs.client.retry.policy.enabled", "true");
        setUnlessChosen(configuration, "dfs.client.retry.policy.spec", RETRIES);
        // Else each attempt would be ten of its own.
        setUnlessChosen(configuration, "ipc.client.connect.max.retries", "0");
    }

    /**
     * A file can be closed once a DataNode has reported its last block to the NameNode, which usually takes a few milliseconds
     * longer than to tell us. So ask again after ten, then twenty and so on, for 20 seconds in all; Hadoop begins with 400.
     */
    private static void closeFilesSoon(Configuration configuration) {
        setUnlessChosen(configuration, "dfs.client.block.write.locateFollowingBlock.initial.delay.ms", "10");
        setUnlessChosen(configuration, "dfs.client.block.write.locateFollowingBlock.retries", "11");
    }

    private static void setUnlessChosen(Configuration configuration, String name, String value) {
        String[] sources = configuration.getPropertySources(name);
        if (sources == null || Arrays.stream(sources).allMatch(source -> source.endsWith("-default.xml"))) {
            configuration.set(name, value);
        }
    }
}
