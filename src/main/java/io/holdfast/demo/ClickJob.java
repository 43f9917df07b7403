package io.holdfast.demo;

import io.holdfast.DStream;
import io.holdfast.function.VoidFunction;
import io.holdfast.model.Batch;
import io.holdfast.model.Pair;
import io.holdfast.model.StateSpec;
import io.holdfast.sink.Sink;
import java.time.Duration;

/** The job: what becomes of clicks, wherever they come from and wherever results go. */
final class ClickJob {

    /** Everything that is kept as state or handed to {@code foreachBatch}. */
    static final Class<?>[] TYPES = {
        Category.class, Session.class, Sales.class, EndedSessions.class, Ledger.class,
    };

    private ClickJob() {}

    /** Totals change in each batch; a directory for each would be too many to look at. */
    static void describe(
            DStream<Click> clicks,
            Duration idle,
            long batchesPerTotals,
            Sink<? super Session> sessions,
            Sink<? super Sales> totals,
            VoidFunction<Batch<Record>> observer) {
        DStream<Session> ended = clicks.mapToPair(click -> Pair.of(click.visitor(), click))
                .mapWithState(
                        "sessions",
                        StateSpec.<Long, Click, Session, Session>function(Session::follow)
                                .timeout(idle));
        ended.to("ended-sessions", sessions);

        DStream<Sales> sales = clicks.mapToPair(click -> Pair.of(click.category(), Sales.of(click)))
                .reduceByKey(Sales::plus)
                .updateStateByKey("sales", Sales::running)
                .values();
        sales.transform(batch -> batch.filter(total -> batch.id() % batchesPerTotals == 0))
                .to("totals", totals);

        observe(clicks, ended, sales, observer);
    }

    /** What the demo shows and checks: read from state, so that a restart cannot make it look better than it is. */
    private static void observe(
            DStream<Click> clicks, DStream<Session> ended, DStream<Sales> sales, VoidFunction<Batch<Record>> observer) {
        DStream<Record> ledgers = clicks.mapToPair(click -> Pair.of(click.split(), click))
                .updateStateByKey("ledger", Ledger::after)
                .map(Pair::value);
        DStream<Record> endedSessions = ended.mapToPair(
                        session -> Pair.of("all", new EndedSessions(1, session.clicks())))
                .reduceByKey(EndedSessions::plus)
                .updateStateByKey("ended", EndedSessions::running)
                .map(Pair::value);
        ledgers.union(endedSessions).union(sales.map(total -> total)).foreachBatch("observer", observer);
    }
}
