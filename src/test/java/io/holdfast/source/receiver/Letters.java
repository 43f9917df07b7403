package io.holdfast.source.receiver;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** A receiver of what a test sends: a letter is stored, an exception thrown, and the end ends it. */
final class Letters implements Receiver<String> {

    private static final Object END = new Object();

    private final LinkedBlockingQueue<Object> sent = new LinkedBlockingQueue<>();
    final List<Long> offsets = new CopyOnWriteArrayList<>();
    final List<Long> acknowledged = new CopyOnWriteArrayList<>();
    volatile @Nullable RuntimeException refusal;
    volatile Runnable beforeAcknowledgement = () -> {};
    volatile int calls;
    volatile boolean closed;

    Letters send(Object... things) {
        sent.addAll(List.of(things));
        return this;
    }

    void end() {
        sent.add(END);
    }

    @Override
    public void receive(RecordStore<String> records) throws Exception {
        calls++;
        for (Object next = sent.take(); next != END; next = sent.take()) {
            if (next instanceof Exception failure) {
                throw failure;
            }
            offsets.add(records.store((String) next));
        }
    }

    @Override
    public void acknowledge(long upTo) {
        beforeAcknowledgement.run();
        RuntimeException refused = refusal;
        if (refused != null) {
            throw refused;
        }
        acknowledged.add(upTo);
    }

    @Override
    public void close() {
        closed = true;
        end();
    }
}
