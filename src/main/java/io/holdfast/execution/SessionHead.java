package io.holdfast.execution;

import io.holdfast.model.Pair;
import io.holdfast.model.Windowed;
import io.holdfast.plan.Node;
import io.holdfast.plan.Wide;
import io.holdfast.state.StateTable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Session windows in event time. A key has a list of sessions, usually of one: a record makes one of its own, which is merged
 * with those that it touches. What a batch costs follows the keys with records and the sessions that end, not those that are
 * open.
 */
final class SessionHead extends EventTimeHead {

    private final Wide.EventWindowing operation;
    private final List<RowBuffer> buffers;
    private final LateRecords late;
    private final long gapMillis;
    private final long latenessMillis;

    SessionHead(
            Node.WideNode node,
            Wide.EventWindowing operation,
            StateTable sessions,
            List<RowBuffer> buffers,
            Output next,
            LateRecords late,
            TaskContext context) {
        super(node, sessions, next, context);
        this.operation = operation;
        this.buffers = buffers;
        this.late = late;
        this.gapMillis = operation.windows().lengthMillis();
        this.latenessMillis = operation.windows().latenessMillis();
    }

    /**
     * A session as it is stored: a list of its fields.
     *
     * @param endMillis a gap after its last record
     * @param hasFired whether it has come out as it is
     */
    private record Session(long startMillis, long endMillis, boolean hasFired, Object combined) {

        static Session of(List<?> stored) {
            return new Session((long) stored.get(0), (long) stored.get(1), (boolean) stored.get(2), stored.get(3));
        }

        List<Object> stored() {
            return List.of(startMillis, endMillis, hasFired, combined);
        }

        boolean touches(Session other) {
            return startMillis <= other.endMillis && other.startMillis <= endMillis;
        }

        long gone(long latenessMillis) {
            return endMillis + latenessMillis;
        }

        /** When something is next to be done about it. */
        long due(long latenessMillis) {
            return hasFired ? gone(latenessMillis) : endMillis;
        }
    }

    @Override
    public void run(BatchInput input) throws Exception {
        begin();
        WideHead.forEachRow(buffers, context, this::gather);
        for (int row = 0; row < batch.size(); row++) {
            batch.readAhead(row, table);
            add(row);
        }
        table.forEachDue(watermark, this::fire);
        batch.clear();
    }

    private void add(int row) throws Exception {
        StateTable.Entry entry = entry(row);
        List<Session> sessions = sessions(entry);
        boolean changed = false;
        batch.restoreOrigin(row, context.origin);
        for (Timed record : records(row)) {
            if (add(sessions, record)) {
                changed = true;
            } else {
                late.accept(new Pair<>(batch.key(row), record.value()));
            }
        }
        if (changed) {
            save(entry, sessions);
        }
    }

    private static List<Session> sessions(StateTable.Entry entry) {
        List<Session> sessions = new ArrayList<>();
        if (entry.value() instanceof List<?> stored) {
            stored.forEach(session -> sessions.add(Session.of((List<?>) session)));
        }
        return sessions;
    }

    /** Adds a record, which may bring sessions together; false if it is too late for the session that it would be in. */
    private boolean add(List<Session> sessions, Timed record) {
        Session own = new Session(record.timeMillis(), record.timeMillis() + gapMillis, false, record.value());
        List<Session> touched = sessions.stream().filter(own::touches).toList();
        long start = own.startMillis();
        long end = own.endMillis();
        for (Session session : touched) {
            start = Math.min(start, session.startMillis());
            end = Math.max(end, session.endMillis());
        }
        if (end + latenessMillis <= watermarkBefore) {
            return false;
        }
        sessions.removeAll(touched);
        sessions.add(new Session(start, end, false, combined(touched, record.value())));
        sessions.sort(Comparator.comparingLong(Session::startMillis));
        return true;
    }

    private Object combined(List<Session> touched, Object value) {
        if (touched.isEmpty()) {
            return call(() -> operation.create().apply(value));
        }
        Object all = touched.get(0).combined();
        for (Session session : touched.subList(1, touched.size())) {
            Object before = all;
            all = call(() -> operation.merge().apply(before, session.combined()));
        }
        Object before = all;
        return call(() -> operation.add().apply(before, value));
    }

    private void save(StateTable.Entry entry, List<Session> sessions) {
        long due = sessions.stream()
                .mapToLong(session -> session.due(latenessMillis))
                .min()
                .orElse(StateTable.NO_DEADLINE);
        put(table, entry, sessions.stream().map(Session::stored).toList(), due);
    }

    private void fire(StateTable.Entry entry) throws Exception {
        Object key = key(entry.key(), 0);
        List<Session> left = new ArrayList<>();
        List<Session> ended = new ArrayList<>();
        for (Session session : sessions(entry)) {
            boolean fires = !session.hasFired() && session.endMillis() <= watermark;
            if (fires) {
                ended.add(session);
            }
            if (session.gone(latenessMillis) > watermark) {
                left.add(new Session(
                        session.startMillis(), session.endMillis(), fires || session.hasFired(), session.combined()));
            }
        }
        if (left.isEmpty()) {
            table.remove(entry);
        } else {
            save(entry, left);
        }
        for (Session session : ended) {
            Instant start = Instant.ofEpochMilli(session.startMillis());
            Instant end = Instant.ofEpochMilli(session.endMillis());
            emit(key, new Windowed<>(start, end, session.combined()), session.endMillis() - 1);
        }
    }
}
