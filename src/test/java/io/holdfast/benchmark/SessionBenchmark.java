package io.holdfast.benchmark;

import io.holdfast.PairDStream;
import io.holdfast.StreamingContext;
import io.holdfast.model.EventTime;
import io.holdfast.model.EventWindow;
import io.holdfast.model.JobListener;
import io.holdfast.model.Pair;
import io.holdfast.source.queue.QueueSource;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;

/**
 * What a batch costs in which sessions end, by how many are open. Session n of a key of its own has one record, at millisecond n. Then
 * single records move the watermark, so that so many sessions end in each batch. Arguments: two or more numbers of open sessions;
 * the first one is what the others are compared with.
 */
final class SessionBenchmark {

    private static final Duration GAP = Duration.ofHours(1);
    private static final Duration INTERVAL = Duration.ofMillis(50);
    private static final int RECORDS = 50_000;

    /** How many sessions end in a batch, and in how many batches each. */
    private static final List<Integer> ENDING = List.of(0, 10, 100, 1_000);

    private static final int BATCHES = 40;

    private SessionBenchmark() {}

    static void run(List<String> arguments) throws Exception {
        List<String> numbers = arguments.isEmpty() ? List.of("100000", "1000000") : arguments;
        List<Times> first = List.of();
        for (String number : numbers) {
            List<Times> times = measure(ChildJvm.temporaryDirectory("sessions-" + number), Integer.parseInt(number));
            first = first.isEmpty() ? times : first;
            for (int i = 0; i < ENDING.size(); i++) {
                System.out.printf(
                        "%s sessions are open, %d end: a batch runs %s; p50 is %.2f of that with %s%n",
                        number,
                        ENDING.get(i),
                        times.get(i),
                        (double) times.get(i).median() / first.get(i).median(),
                        numbers.get(0));
            }
        }
    }

    private static List<Times> measure(Path directory, int open) throws Exception {
        List<List<Long>> batches = new ArrayList<>();
        for (long from = 0; from < open; from += RECORDS) {
            batches.add(LongStream.range(from, Math.min(open, from + RECORDS))
                    .boxed()
                    .toList());
        }
        int opening = batches.size();
        long watermark = 0;
        for (int ending : ENDING) {
            for (int batch = 0; batch < BATCHES; batch++) {
                watermark += ending;
                batches.add(List.of(GAP.toMillis() + watermark));
            }
        }
        return measure(directory, batches, opening);
    }

    private static List<Times> measure(Path directory, List<List<Long>> batches, int opening) throws Exception {
        List<Times.Collected> collected =
                ENDING.stream().map(ending -> new Times.Collected()).toList();
        CountDownLatch done = new CountDownLatch(batches.size());
        try (StreamingContext context = StreamingContext.builder("sessions")
                .checkpointDirectory(directory)
                .batchInterval(INTERVAL)
                .parallelism(2)
                .listener(new JobListener() {
                    @Override
                    public void committed(BatchReport report) {
                        int measured = (int) report.batch() - 1 - opening;
                        if (measured >= 0 && measured < ENDING.size() * BATCHES) {
                            collected.get(measured / BATCHES).add(report.run());
                        }
                        done.countDown();
                    }
                })
                .build()) {
            PairDStream<Long, Long> records = context.stream("records", QueueSource.of(batches))
                    .withEventTime(EventTime.of(Instant::ofEpochMilli))
                    .mapToPair(millis -> Pair.of(millis, 1L));
            records.reduceByEventWindow("sessions", EventWindow.session(GAP), Long::sum)
                    .filter(session -> session.value().value() < 0)
                    .print("none");
            context.start();
            done.await();
        }
        return collected.stream().map(Times.Collected::times).toList();
    }
}
