package io.holdfast.reader;

import io.holdfast.codec.StoredValue;
import io.holdfast.codec.StoredValues;
import io.holdfast.codec.Types;
import io.holdfast.common.BytesReader;
import io.holdfast.common.MalformedBytesException;
import io.holdfast.failure.CorruptCheckpointException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes values of the bytes that one operator has in one batch. Thread-safe. */
final class EntryReader {

    private final String operator;
    private final long batch;
    private final StoredValues stored;
    private final Supplier<Types> registered;
    private @Nullable Types types;

    EntryReader(String operator, long batch, StoredValues stored, Supplier<Types> registered) {
        this.operator = operator;
        this.batch = batch;
        this.stored = stored;
        this.registered = registered;
    }

    StoredValue stored(byte[] bytes, int offset) {
        return whole(bytes, offset, stored::read);
    }

    /** As the job's own codecs read it. */
    <T> T typed(byte[] bytes, int offset, Class<T> type) {
        Types known = types();
        return type.cast(whole(bytes, offset, in -> {
            Object value = known.decode(in);
            if (value == null) {
                throw new MalformedBytesException("neither a key nor a state is null");
            }
            return value;
        }));
    }

    /** Compared with the classes of the job only if they are asked for: that may fail. */
    private synchronized Types types() {
        if (types == null) {
            types = registered.get();
        }
        return types;
    }

    /** Where the value begins behind its deadline. */
    int valueOffset(byte[] stored) {
        return whole(stored, 0, in -> {
            in.readVarLong();
            int offset = in.position();
            in.skip(in.remaining());
            return offset;
        });
    }

    /** In milliseconds since the epoch; -1 if there is none. */
    long deadlineMillis(byte[] stored) {
        return whole(stored, 0, in -> {
            long deadline = in.readVarLong() - 1;
            in.skip(in.remaining());
            return deadline;
        });
    }

    private <T> T whole(byte[] bytes, int offset, Function<BytesReader, T> read) {
        BytesReader in = new BytesReader(bytes, offset, bytes.length - offset);
        try {
            T value = read.apply(in);
            if (in.remaining() > 0) {
                throw new MalformedBytesException(in.remaining() + " bytes follow it");
            }
            return value;
        } catch (MalformedBytesException e) {
            throw new CorruptCheckpointException(
                    "a key or value of operator '" + operator + "' in the state of batch " + batch + " cannot be read: "
                            + e.getMessage() + ". Run 'verify' to see what is damaged",
                    e);
        }
    }
}
