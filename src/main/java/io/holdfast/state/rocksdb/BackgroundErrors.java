package io.holdfast.state.rocksdb;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.rocksdb.AbstractEventListener;
import org.rocksdb.BackgroundErrorReason;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/** Keeps the first error that RocksDB met in the background, which it counts but may not tell again. */
final class BackgroundErrors extends AbstractEventListener {

    private final AtomicReference<@Nullable RocksDBException> first = new AtomicReference<>();

    BackgroundErrors() {
        super(EnabledEventCallback.ON_BACKGROUND_ERROR);
    }

    @Override
    public void onBackgroundError(BackgroundErrorReason reason, @Nullable Status status) {
        first.compareAndSet(null, new RocksDBException(reason + " failed: " + reasonOf(status), status));
    }

    private static String reasonOf(@Nullable Status status) {
        return status == null ? "for an unknown reason" : status.getCodeString() + " " + status.getState();
    }

    /** The first error; null if none was reported. */
    @Nullable
    RocksDBException first() {
        return first.get();
    }
}
