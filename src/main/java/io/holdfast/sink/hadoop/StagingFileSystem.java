package io.holdfast.sink.hadoop;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;
import org.jspecify.annotations.Nullable;

/**
 * The staging directory of a batch as an output format sees it. So whatever a format does goes through the same few operations as
 * our own, on local disks as on HDFS, and a file is durable when the format has closed it, which Hadoop's file systems do not promise.
 *
 * <p>Hadoop makes the instances, from a URI and a configuration: hence the registry of what is being staged.
 */
final class StagingFileSystem extends FileSystem {

    private static final String SCHEME = "holdfast-staging";
    private static final Map<String, StagedFiles> STAGED = new ConcurrentHashMap<>();
    private static final AtomicLong NUMBERS = new AtomicLong();

    private URI uri = URI.create(SCHEME + "://none");
    private Path workingDirectory = new Path(uri.toString(), "/");
    private @Nullable StagedFiles staged;

    /** Makes files known to those who use the configuration, under the path that is returned, until they are withdrawn. */
    static Path offer(StagedFiles files, Configuration configuration) {
        configuration.setClass("fs." + SCHEME + ".impl", StagingFileSystem.class, FileSystem.class);
        configuration.setBoolean("fs." + SCHEME + ".impl.disable.cache", true);
        String name = "batch-" + NUMBERS.incrementAndGet();
        STAGED.put(name, files);
        return new Path(SCHEME + "://" + name + "/");
    }

    static void withdraw(Path path) {
        STAGED.remove(path.toUri().getAuthority());
    }

    @Override
    public void initialize(URI name, Configuration configuration) throws IOException {
        super.initialize(name, configuration);
        setConf(configuration);
        uri = URI.create(SCHEME + "://" + name.getAuthority());
        workingDirectory = new Path(uri + "/");
        staged = STAGED.get(name.getAuthority());
        if (staged == null) {
            throw new IOException("nothing is staged at " + name + " any more: the batch has ended");
        }
    }

    private StagedFiles staged() {
        return Objects.requireNonNull(staged, "not initialized");
    }

    private String relative(Path path) {
        String absolute = makeQualified(path).toUri().getPath();
        return absolute.substring(1);
    }

    @Override
    public String getScheme() {
        return SCHEME;
    }

    @Override
    public URI getUri() {
        return uri;
    }

    @Override
    public FSDataInputStream open(Path path, int bufferSize) {
        throw new UnsupportedOperationException(path + " cannot be read: files of a batch are only written");
    }

    @Override
    public FSDataOutputStream create(
            Path path,
            FsPermission permission,
            boolean overwrite,
            int bufferSize,
            short replication,
            long blockSize,
            @Nullable Progressable progress)
            throws IOException {
        return new FSDataOutputStream(staged().create(relative(path), overwrite), null);
    }

    @Override
    public FSDataOutputStream append(Path path, int bufferSize, Progressable progress) {
        throw new UnsupportedOperationException(path + " cannot be appended to: files of a batch are written once");
    }

    @Override
    public boolean rename(Path from, Path to) throws IOException {
        return staged().rename(relative(from), relative(to));
    }

    @Override
    public boolean delete(Path path, boolean recursive) throws IOException {
        String name = relative(path);
        if (!recursive && !staged().list(name).isEmpty()) {
            throw new IOException(path + " is not empty");
        }
        return staged().delete(name);
    }

    @Override
    public FileStatus[] listStatus(Path path) throws IOException {
        FileStatus status = getFileStatus(path);
        return status.isDirectory()
                ? staged().list(relative(path)).stream().map(this::status).toArray(FileStatus[]::new)
                : new FileStatus[] {status};
    }

    @Override
    public boolean mkdirs(Path path, FsPermission permission) throws IOException {
        staged().createDirectories(relative(path));
        return true;
    }

    @Override
    public FileStatus getFileStatus(Path path) throws IOException {
        String name = relative(path);
        if (!staged().isDirectory(name) && staged().file(name) == null) {
            throw new FileNotFoundException("there is no " + path);
        }
        return status(name);
    }

    private FileStatus status(String name) {
        StagedFile file = staged().file(name);
        return new FileStatus(
                file == null ? 0 : file.bytes(),
                file == null,
                1,
                getDefaultBlockSize(workingDirectory),
                0,
                new Path(uri + "/" + name));
    }

    @Override
    public void setWorkingDirectory(Path directory) {
        workingDirectory = directory;
    }

    @Override
    public Path getWorkingDirectory() {
        return workingDirectory;
    }
}
