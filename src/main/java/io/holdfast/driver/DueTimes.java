package io.holdfast.driver;

import io.holdfast.execution.Runner;
import io.holdfast.execution.Watermarks;
import io.holdfast.plan.Plan;
import io.holdfast.plan.Table;
import io.holdfast.plan.Window;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** When something in the state is due, so that a batch must run without input. Used by the driver's thread. */
final class DueTimes {

    private final List<Table> tables;
    private final Runner runner;
    private final Map<String, Long> earliest = new HashMap<>();

    /** Per operator, how often what is due in batch time is looked at. */
    private final Map<String, Long> slides = new HashMap<>();

    DueTimes(Plan plan, Runner runner) {
        this.tables = plan.tables();
        this.runner = runner;
        tables.forEach(table -> earliest.put(table.name(), Long.MIN_VALUE));
        plan.stateful().forEach(node -> slides.put(node.name(), Plan.slideMillis(node)));
    }

    /** Takes note of what a batch left, per table. */
    void ran(Map<String, Long> deadlines) {
        earliest.putAll(deadlines);
    }

    /**
     * Whether anything is due.
     *
     * @param timeMillis the batch time
     * @param watermarks those that a batch without input would have at this time
     */
    boolean isDue(long timeMillis, Watermarks watermarks) throws Exception {
        Map<String, Long> times = new HashMap<>();
        for (Table table : tables) {
            String operator = Table.operator(table.name());
            long time = table.eventTime()
                    ? watermarks.operators().getOrDefault(operator, 0L)
                    : Window.aligned(timeMillis, slides.getOrDefault(operator, 0L));
            if (earliest.getOrDefault(table.name(), Long.MAX_VALUE) <= time) {
                times.put(table.name(), time);
            }
        }
        if (times.isEmpty()) {
            return false;
        }
        earliest.putAll(runner.settleTimers(times));
        return times.entrySet().stream()
                .anyMatch(time -> earliest.getOrDefault(time.getKey(), Long.MAX_VALUE) <= time.getValue());
    }
}
