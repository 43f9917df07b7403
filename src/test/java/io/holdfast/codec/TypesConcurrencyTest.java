package io.holdfast.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.common.ThreadWorkers;
import io.holdfast.common.Worker;
import io.holdfast.common.Workers;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;

/** One registry serves all threads. Planted defect that this test caught: one Kryo session for all of them. */
class TypesConcurrencyTest {

    private static final int THREADS = 8;

    private final Types types = SampleTypes.types();
    private final Workers workers = new ThreadWorkers("test");

    @Test
    void threadsWriteAndReadAllTypesAtTheSameTime() throws Exception {
        CyclicBarrier start = new CyclicBarrier(THREADS);
        List<Worker> started = new ArrayList<>();
        List<CompletableFuture<Integer>> results = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            long seed = thread;
            Worker worker = workers.start("codec-" + thread);
            started.add(worker);
            results.add(worker.submit(() -> {
                start.await();
                return roundTrips(seed);
            }));
        }
        for (CompletableFuture<Integer> result : results) {
            assertThat(workers.await(result)).isEqualTo(300);
        }
        started.forEach(Worker::close);
    }

    private int roundTrips(long seed) {
        RandomValues values = new RandomValues(new Random(seed));
        int equal = 0;
        for (int i = 0; i < 300; i++) {
            List<Object> value = List.of(values.next(), SampleTypes.session("thread " + seed + " value " + i));
            equal += value.equals(Bytes.again(types, value)) ? 1 : 0;
        }
        return equal;
    }
}
