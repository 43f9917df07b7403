package io.holdfast.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.format.FileNames;
import io.holdfast.model.Pair;
import io.holdfast.model.StateSpec;
import io.holdfast.simulation.MemoryDirectory;
import io.holdfast.storage.ForwardingStorage;
import io.holdfast.storage.StorageInput;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a restart with many shards asks the storage for. */
class RestartReadsTest {

    private static final int SHARDS = 32;

    private final Map<String, Integer> opened = new HashMap<>();

    /** Planted defect: each shard opens the batch files for itself. */
    @Test
    void aBatchFileIsNotOpenedForEachShard(@TempDir(factory = MemoryDirectory.class) Path scratch) {
        JobRun run = new JobRun(scratch, SHARDS);
        List<Integer> keys = IntStream.range(0, 200).boxed().toList();
        run.input("numbers", List.of(keys, keys, keys))
                .mapToPair(number -> Pair.of(number, number))
                .mapWithState("seen", StateSpec.<Integer, Integer, Integer, Integer>function((key, value, state) -> {
                    state.update(value.orElseThrow());
                    return value.orElseThrow();
                }))
                .to("out", run.sink("out"));
        run.runs(5);
        run.storage(disk -> new ForwardingStorage(disk) {
                    @Override
                    public StorageInput open(String path) throws IOException {
                        opened.merge(path, 1, Integer::sum);
                        return super.open(path);
                    }
                })
                .runs(2);
        opened.keySet().removeIf(path -> !path.startsWith(FileNames.BATCHES));
        assertThat(opened)
                .isNotEmpty()
                .allSatisfy((path, times) -> assertThat(times).as(path).isLessThan(SHARDS));
    }
}
