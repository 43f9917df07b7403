package io.holdfast.sink.file;

import io.holdfast.codec.Types;
import io.holdfast.common.MalformedBytesException;
import io.holdfast.failure.SinkException;
import io.holdfast.function.VoidFunction;
import io.holdfast.location.OutputLocation;
import io.holdfast.storage.FileOperations;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;

/** Reads what an {@link ObjectFileSink} has published. Its job may be running: a batch is read whole, or not yet. */
public final class ObjectFiles {

    private ObjectFiles() {}

    /**
     * Passes on all records, in the order of batches and in that of the records in each; of two timelines of a job, batches of the same
     * id in the order of the timelines' names. Holds a block of about 64 KB in memory, or one record if that is longer.
     *
     * @param directory the target of the sink: a path, or {@code hdfs://HOST:PORT/PATH}
     * @param types what the job registers; nothing else is made of the bytes
     * @param type the class of all records
     * @return how many records there were
     * @throws SinkException if the directory cannot be read, or a file is damaged, or has a record of another class; the records before
     *     were passed on
     * @throws Exception what the visitor throws
     */
    public static <T> long read(String directory, Types types, Class<T> type, VoidFunction<? super T> visitor)
            throws Exception {
        FileOperations files = OutputLocation.of(directory).open();
        long records = 0;
        for (String batch : batches(files)) {
            records += readBatch(files, batch, types, type, visitor);
        }
        return records;
    }

    private static Collection<String> batches(FileOperations files) {
        try {
            TreeMap<String, String> ordered = new TreeMap<>();
            for (String name : files.list("")) {
                FileNames.orderOf(name).ifPresent(order -> ordered.put(order, name));
            }
            return ordered.values();
        } catch (IOException e) {
            throw unreadable(files.location(), e);
        }
    }

    private static <T> long readBatch(
            FileOperations files, String batch, Types types, Class<T> type, VoidFunction<? super T> visitor)
            throws Exception {
        String path = files.path(batch + "/" + FileNames.part(FileNames.OBJECTS));
        long records = 0;
        try (ObjectFileReader<T> reader = tried(path, () -> ObjectFileReader.open(files, batch, types, type))) {
            for (List<T> block = tried(path, reader::next); !block.isEmpty(); block = tried(path, reader::next)) {
                for (T record : block) {
                    visitor.apply(record);
                }
                records += block.size();
            }
        }
        return records;
    }

    private interface Step<T> {
        T run() throws IOException;
    }

    private static <T> T tried(String file, Step<T> step) {
        try {
            return step.run();
        } catch (MalformedBytesException e) {
            throw new SinkException(
                    file + " is damaged: " + e.getMessage() + "; restore the directory of its batch from a copy", e);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static SinkException unreadable(String what, IOException cause) {
        return new SinkException(
                "cannot read " + what + ": " + cause + "; expected the target directory of an ObjectFileSink", cause);
    }
}
