package io.holdfast.sink.hadoop;

import io.holdfast.common.BytesReader;
import io.holdfast.common.BytesWriter;
import io.holdfast.failure.ConfigurationException;
import io.holdfast.failure.UserCodeException;
import java.io.IOException;
import java.io.Serializable;
import org.apache.hadoop.io.DataInputBuffer;
import org.apache.hadoop.io.DataOutputBuffer;
import org.apache.hadoop.io.Writable;
import org.apache.hadoop.io.WritableFactories;
import org.jspecify.annotations.Nullable;

/**
 * The one class of the keys, or of the values, of a sink, whose own bytes are kept in the checkpoint.
 *
 * @param part {@code key} or {@code value}
 */
record WritableClass<W extends Writable>(String part, Class<W> type) implements Serializable {

    WritableClass {
        try {
            make(type);
        } catch (RuntimeException e) {
            throw new ConfigurationException(
                    "the " + part + " class " + type.getName() + " of a Hadoop file sink cannot be used: " + e
                            + "; expected a class of Writables with a constructor without arguments",
                    e);
        }
    }

    private static <W extends Writable> W make(Class<W> type) {
        return type.cast(WritableFactories.newInstance(type));
    }

    /** A new one, to be filled again and again. */
    W make() {
        return make(type);
    }

    /** Appends the bytes of a Writable after their length. */
    void write(@Nullable Writable writable, DataOutputBuffer buffer, BytesWriter out, String sink) throws IOException {
        if (writable == null || writable.getClass() != type) {
            throw new UserCodeException("a record of Hadoop file sink " + sink + " has a " + part + " of "
                    + (writable == null
                            ? "null"
                            : "class " + writable.getClass().getName()) + "; expected "
                    + type.getName() + ", the class that the sink was made with");
        }
        buffer.reset();
        writable.write(buffer);
        out.writeVarInt(buffer.getLength());
        out.writeBytes(buffer.getData(), 0, buffer.getLength());
    }

    /** Fills a Writable with the bytes that were written. */
    void read(BytesReader in, DataInputBuffer buffer, W writable) throws IOException {
        int length = in.readLength();
        buffer.reset(in.array(), in.position(), length);
        writable.readFields(buffer);
        in.skip(length);
        if (buffer.getPosition() != in.position()) {
            throw new UserCodeException("class " + type.getName() + " has written " + length + " bytes of a " + part
                    + " and read back " + (buffer.getPosition() + length - in.position())
                    + "; expected readFields to read what write has written");
        }
    }
}
