package io.holdfast.drill;

import io.holdfast.StreamingContext;
import io.holdfast.sink.file.TextFileSink;
import io.holdfast.source.receiver.Receiver;
import io.holdfast.source.receiver.ReceiverSource;
import io.holdfast.source.receiver.RecordStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A job with a receiver, which leaves a file behind when it begins to receive. Arguments: the checkpoint directory, the
 * directory of its outputs, and that file.
 */
public final class ReceivingJob {

    private ReceivingJob() {}

    public static void main(String[] arguments) throws Exception {
        Path begun = Path.of(arguments[2]);
        StreamingContext context = StreamingContext.builder("receiving")
                .checkpointDirectory(Path.of(arguments[0]))
                .batchInterval(Duration.ofMillis(100))
                .parallelism(1)
                .build();
        context.stream("heard", ReceiverSource.of(() -> new Counting(begun)))
                .map(Object::toString)
                .to("heard-out", TextFileSink.<String>of(Path.of(arguments[1], "heard")));
        context.start();
        context.awaitTermination();
    }

    /** Receives a number every few milliseconds. */
    private static final class Counting implements Receiver<Long> {
        private final Path begun;
        private final CountDownLatch closed = new CountDownLatch(1);

        Counting(Path begun) {
            this.begun = begun;
        }

        @Override
        public void receive(RecordStore<Long> records) throws Exception {
            Files.writeString(begun, "", StandardOpenOption.CREATE);
            for (long number = 0; !closed.await(5, TimeUnit.MILLISECONDS); number++) {
                long unused = records.store(number);
            }
        }

        @Override
        public void close() {
            closed.countDown();
        }
    }
}
