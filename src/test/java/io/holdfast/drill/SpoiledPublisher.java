package io.holdfast.drill;

import io.holdfast.format.Marker;
import io.holdfast.sink.Outbox;
import io.holdfast.sink.Publisher;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A publisher to Kafka with a defect that shows once in the life of each process. */
abstract class SpoiledPublisher implements Publisher {

    private final Publisher kafka;
    private boolean spoiled;

    SpoiledPublisher(Publisher kafka) {
        this.kafka = kafka;
    }

    /** Runs the drilled job with such publishers. */
    static void run(String[] arguments, java.util.function.UnaryOperator<Publisher> spoiled) {
        RehearsedJob.run(arguments, new RunRehearsal.Recorder() {
            @Override
            public Publisher publisher(
                    String sink, Recording recording, boolean keepsMarker, @Nullable Publisher also) {
                return new RecordingPublisher(sink, recording, keepsMarker, also);
            }

            @Override
            public Publisher kafka(Publisher publisher) {
                return spoiled.apply(publisher);
            }
        });
    }

    /** Publishes these as it should not. */
    abstract void spoil(Publisher publisher, List<Outbox> outboxes, long skipRecords) throws Exception;

    @Override
    public @Nullable Marker recover() throws Exception {
        return kafka.recover();
    }

    @Override
    public void publish(List<Outbox> outboxes, long skipRecords) throws Exception {
        if (spoiled) {
            kafka.publish(outboxes, skipRecords);
        } else {
            spoil(kafka, outboxes, skipRecords);
            spoiled = true;
        }
    }

    @Override
    public void close() {
        kafka.close();
    }
}
