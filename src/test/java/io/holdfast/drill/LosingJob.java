package io.holdfast.drill;

import io.holdfast.sink.Outbox;
import io.holdfast.sink.Publisher;
import java.util.List;

/** The main of a drill's processes with a planted defect: each publisher leaves out the first record that it gets. */
public final class LosingJob {

    private LosingJob() {}

    public static void main(String[] arguments) {
        SpoiledPublisher.run(arguments, kafka -> new SpoiledPublisher(kafka) {
            @Override
            void spoil(Publisher publisher, List<Outbox> outboxes, long skipRecords) throws Exception {
                publisher.publish(outboxes, skipRecords + 1);
            }
        });
    }
}
