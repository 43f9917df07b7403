package io.holdfast.storage.local;

import io.holdfast.common.TimeSource;
import io.holdfast.failure.FencedException;
import io.holdfast.storage.StorageLock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lock on a file that is never unlinked, so that two processes cannot hold locks on two files of one name.
 *
 * <p>On POSIX systems, closing any descriptor of a file drops all locks that the process has on it. So a file locked
 * in this JVM must not even be opened again: {@link #HELD} is asked first.
 */
final class LocalLock implements StorageLock {

    private static final Logger LOG = LoggerFactory.getLogger(LocalLock.class);
    private static final int HOLDER_BYTES_MAX = 512;

    /** Locked files, and who holds them; guarded by itself. */
    private static final Map<Path, String> HELD = new HashMap<>();

    private final Path file;
    private final FileChannel channel;

    private LocalLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    static LocalLock take(Path path, String location) throws IOException {
        Path parent = path.getParent();
        Path file = parent == null ? path : parent.toRealPath().resolve(String.valueOf(path.getFileName()));
        synchronized (HELD) {
            String holder = HELD.get(file);
            if (holder != null) {
                throw taken(location, "this process (" + holder + ")");
            }
            String self = describeSelf();
            LocalLock lock = new LocalLock(file, lockedChannel(file, location, self));
            HELD.put(file, self);
            return lock;
        }
    }

    private static FileChannel lockedChannel(Path file, String location, String self) throws IOException {
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw taken(location, readHolder(channel));
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(self.getBytes(StandardCharsets.UTF_8)), 0);
            return channel;
        } catch (IOException | RuntimeException e) {
            try {
                channel.close();
            } catch (IOException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw e;
        }
    }

    private static FencedException taken(String location, String holder) {
        return new FencedException("checkpoint directory " + location + " is in use by " + holder
                + ": wait until that process has ended, or stop it, and start again");
    }

    private static String readHolder(FileChannel channel) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(HOLDER_BYTES_MAX);
        channel.read(buffer, 0);
        String holder = new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8).strip();
        return holder.isEmpty() ? "a process that is just starting" : holder;
    }

    private static String describeSelf() {
        return "process " + ProcessHandle.current().pid() + " on host " + host() + ", since "
                + Instant.ofEpochMilli(TimeSource.SYSTEM.wallMillis());
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }

    @Override
    public void close() {
        synchronized (HELD) {
            if (!channel.isOpen()) {
                return;
            }
            try {
                channel.close();
            } catch (IOException e) {
                LOG.warn("Could not close lock file {}; the lock ends with this process", file, e);
            }
            HELD.remove(file);
        }
    }
}
