package io.holdfast.drill;

import io.holdfast.common.BytesReader;
import io.holdfast.common.Digest;
import io.holdfast.sink.Outbox;
import io.holdfast.sink.Publisher;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The main of a drill's processes with a planted defect: each publisher turns round the first batches that it gets. */
public final class ReorderingJob {

    private ReorderingJob() {}

    public static void main(String[] arguments) {
        SpoiledPublisher.run(arguments, kafka -> new SpoiledPublisher(kafka) {
            @Override
            void spoil(Publisher publisher, List<Outbox> outboxes, long skipRecords) throws Exception {
                List<Outbox> reversed = new ArrayList<>();
                outboxes.forEach(outbox -> reversed.add(new Reversed(outbox)));
                publisher.publish(reversed, skipRecords);
            }
        });
    }

    /** The records of an outbox from the last to the first. */
    private record Reversed(Outbox outbox) implements Outbox {

        @Override
        public String timeline() {
            return outbox.timeline();
        }

        @Override
        public long batch() {
            return outbox.batch();
        }

        @Override
        public long batchTimeMillis() {
            return outbox.batchTimeMillis();
        }

        @Override
        public Digest manifest() {
            return outbox.manifest();
        }

        @Override
        public long records() {
            return outbox.records();
        }

        @Override
        public long bytes() {
            return outbox.bytes();
        }

        @Override
        public long visit(long firstRecord, RecordVisitor visitor) throws Exception {
            List<byte[]> records = new ArrayList<>();
            outbox.visit(0, record -> records.add(record.readBytes(record.remaining())));
            Collections.reverse(records);
            long next = firstRecord;
            while (next < records.size() && visitor.record(new BytesReader(records.get((int) next)))) {
                next++;
            }
            return Math.min(next + 1, records.size());
        }
    }
}
