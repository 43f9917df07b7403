package io.holdfast.sink.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.codec.Types;
import io.holdfast.common.MalformedBytesException;
import io.holdfast.sink.OutboxEncoder;
import io.holdfast.storage.FileOperations;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Objects. */
class ObjectFileSinkCrashTest extends FileSinkCrashContract {

    private static final Types TYPES = Types.builder().build();

    @Override
    protected BatchWriter writer() {
        return new ObjectWriter(TYPES.schemas());
    }

    @Override
    protected OutboxEncoder<String> encoder() {
        return TYPES::encode;
    }

    @Override
    protected void checkFiles(FileOperations disk, String batch, List<String> records, long bytes) {
        List<String> found = new ArrayList<>();
        try (ObjectFileReader<String> reader = ObjectFileReader.open(disk, batch, TYPES, String.class)) {
            for (List<String> block = reader.next(); !block.isEmpty(); block = reader.next()) {
                found.addAll(block);
            }
        } catch (IOException | MalformedBytesException e) {
            throw new AssertionError(e);
        }
        assertThat(found).isEqualTo(records);
    }
}
