package io.holdfast.storage.hadoop;

import io.holdfast.storage.RelativePath;
import io.holdfast.storage.Storage;
import io.holdfast.storage.StorageInput;
import io.holdfast.storage.StorageLock;
import io.holdfast.storage.StorageOutput;
import io.holdfast.storage.StoredFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.fs.StreamCapabilities;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.client.HdfsDataInputStream;

/**
 * A directory of HDFS. Publication is {@link FileContext#rename} without overwriting, which the NameNode does in one
 * step that fails if the name is taken. What the NameNode has answered is in its journal: names need no sync of their own.
 *
 * <p>There is no lock that keeps a second process from starting by mistake: one that dies holding a lease would keep its
 * own successor waiting for a minute. Whoever starts last takes over, and the other ends.
 *
 * <p>Thread-safe. Nothing is held between calls but the connection of the client, which ends with the process.
 */
public final class HadoopStorage implements Storage {

    private static final int COPY_BYTES = 1 << 20;

    private final FileContext files;
    private final Path root;

    HadoopStorage(FileContext files, Path root) {
        this.files = files;
        this.root = root;
    }

    @Override
    public String location() {
        return root.toString();
    }

    @Override
    public void createDirectories(String directory) throws IOException {
        Path path = resolve(directory);
        try {
            files.mkdir(path, FsPermission.getDirDefault(), true);
        } catch (org.apache.hadoop.fs.FileAlreadyExistsException e) {
            throw notADirectory(path);
        } catch (IOException e) {
            throw HadoopFailure.of(path, e);
        }
    }

    @Override
    public StorageOutput create(String path) throws IOException {
        Path file = resolve(path);
        return new HadoopOutput(file, createStream(file));
    }

    private FSDataOutputStream createStream(Path file) throws IOException {
        try {
            FSDataOutputStream stream = files.create(file, EnumSet.of(CreateFlag.CREATE, CreateFlag.SYNC_BLOCK));
            if (!stream.hasCapability(StreamCapabilities.HSYNC)) {
                stream.close();
                files.delete(file, false);
                throw new IOException("files here cannot be made durable (no hsync, as in erasure-coded directories);"
                        + " give a directory whose files are replicated");
            }
            return stream;
        } catch (IOException e) {
            throw HadoopFailure.of(file, e);
        }
    }

    @Override
    public StorageInput open(String path) throws IOException {
        Path file = resolve(path);
        try {
            FSDataInputStream stream = files.open(file);
            try {
                return new HadoopInput(file, stream, length(file, stream));
            } catch (IOException e) {
                stream.close();
                throw e;
            }
        } catch (IOException e) {
            throw HadoopFailure.of(file, e);
        }
    }

    /** HDFS has told it with the places of the blocks: to ask again would be another round trip. */
    private long length(Path file, FSDataInputStream stream) throws IOException {
        return stream instanceof HdfsDataInputStream known
                ? known.getVisibleLength()
                : files.getFileStatus(file).getLen();
    }

    /** A source that is gone has been published before, if there is something under the new name. */
    @Override
    public boolean publish(String from, String to) throws IOException {
        Path target = resolve(to);
        try {
            files.rename(resolve(from), target, Options.Rename.NONE);
            return false;
        } catch (IOException e) {
            IOException failure = HadoopFailure.of(target, e);
            if (failure instanceof NoSuchFileException && files.util().exists(target)) {
                throw new FileAlreadyExistsException(target.toString(), null, failure.getMessage());
            }
            throw failure;
        }
    }

    @Override
    public void syncDirectory(String directory) {
        // The NameNode answers a change of names only when it is in its journal.
    }

    @Override
    public List<StoredFile> list(String directory) throws IOException {
        return entries(directory).stream()
                .filter(FileStatus::isFile)
                .map(entry -> new StoredFile(entry.getPath().getName(), entry.getLen()))
                .sorted(Comparator.comparing(StoredFile::name))
                .toList();
    }

    @Override
    public List<String> directories(String directory) throws IOException {
        return entries(directory).stream()
                .filter(FileStatus::isDirectory)
                .map(entry -> entry.getPath().getName())
                .sorted()
                .toList();
    }

    List<FileStatus> entries(String directory) throws IOException {
        Path path = resolve(directory);
        try {
            List<FileStatus> entries = new ArrayList<>();
            RemoteIterator<FileStatus> listing = files.listStatus(path);
            while (listing.hasNext()) {
                FileStatus entry = listing.next();
                if (entry.isFile()
                        && entry.getPath().toUri().getPath().equals(path.toUri().getPath())) {
                    throw notADirectory(path);
                }
                entries.add(entry);
            }
            return entries;
        } catch (IOException e) {
            IOException failure = HadoopFailure.of(path, e);
            if (failure instanceof NoSuchFileException) {
                return List.of();
            }
            throw failure;
        }
    }

    private static FileSystemException notADirectory(Path path) {
        return new FileSystemException(
                path.toString(), null, "expected a directory, found a file; give another directory");
    }

    @Override
    public void delete(String path) throws IOException {
        Path file = resolve(path);
        try {
            files.delete(file, false);
        } catch (IOException e) {
            IOException failure = HadoopFailure.of(file, e);
            if (!(failure instanceof NoSuchFileException)) {
                throw failure;
            }
        }
    }

    @Override
    public void bringIn(java.nio.file.Path local, String to) throws IOException {
        try (InputStream source = Files.newInputStream(local);
                StorageOutput target = create(to)) {
            byte[] buffer = new byte[COPY_BYTES];
            for (int count = source.read(buffer); count >= 0; count = source.read(buffer)) {
                target.write(buffer, 0, count);
            }
            target.sync();
        }
    }

    @Override
    public boolean takeOut(String from, java.nio.file.Path local) throws IOException {
        try (StorageInput source = open(from);
                OutputStream target = Files.newOutputStream(local, StandardOpenOption.CREATE_NEW)) {
            long length = source.length();
            byte[] buffer = new byte[(int) Math.min(COPY_BYTES, Math.max(1, length))];
            for (long done = 0; done < length; ) {
                int count = (int) Math.min(buffer.length, length - done);
                source.readFully(done, buffer, 0, count);
                target.write(buffer, 0, count);
                done += count;
            }
        }
        return true;
    }

    @Override
    public StorageLock lock(String path) {
        return () -> {};
    }

    @Override
    public void close() {
        // Nothing is held that could be closed.
    }

    Path resolve(String path) {
        Path current = root;
        for (String part : RelativePath.parts(path)) {
            current = new Path(current, part);
        }
        return current;
    }
}
