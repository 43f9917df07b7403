package io.holdfast.drill;

import io.holdfast.format.Marker;
import io.holdfast.sink.Outbox;
import io.holdfast.sink.Publisher;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The main of a drill's processes with a planted defect: each publisher commits what it publishes first twice. */
public final class TwicePublishingJob {

    private TwicePublishingJob() {}

    public static void main(String[] arguments) {
        RehearsedJob.run(arguments, new RunRehearsal.Recorder() {
            @Override
            public Publisher publisher(
                    String sink, Recording recording, boolean keepsMarker, @Nullable Publisher also) {
                return new RecordingPublisher(sink, recording, keepsMarker, also);
            }

            @Override
            public Publisher kafka(Publisher publisher) {
                return new Twice(publisher);
            }
        });
    }

    private static final class Twice implements Publisher {

        private final Publisher kafka;
        private boolean published;

        Twice(Publisher kafka) {
            this.kafka = kafka;
        }

        @Override
        public @Nullable Marker recover() throws Exception {
            return kafka.recover();
        }

        @Override
        public void publish(List<Outbox> outboxes, long skipRecords) throws Exception {
            kafka.publish(outboxes, skipRecords);
            if (!published) {
                kafka.publish(outboxes, skipRecords);
            }
            published = true;
        }

        @Override
        public void close() {
            kafka.close();
        }
    }
}
