package io.holdfast.testkit;

import io.holdfast.driver.RestoredState.Entry;
import io.holdfast.plan.Table;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Says what went wrong, to a reader who does not know the engine. */
final class Verdicts {

    private static final int SHOWN = 20;

    private final Scenario scenario;

    Verdicts(Scenario scenario) {
        this.scenario = scenario;
    }

    CrashDivergence notDeterministic(Difference difference) {
        return new CrashDivergence(
                0,
                "two runs over the same input, without any crash, "
                        + (difference instanceof Difference.OfOutput
                                ? "published different records"
                                : "left different state")
                        + ": so what comes after a crash cannot be judged.\n"
                        + place(difference, "first run:  ", "second run: ")
                        + "Functions have to make the same of the same records and state. Usual reasons that they do not: a static"
                        + " field or another memory outside of state, random numbers, the system's clock, the id of the batch.",
                null);
    }

    CrashDivergence differs(Death death, Difference difference) {
        return new CrashDivergence(
                death.number(),
                "after a crash the job "
                        + (difference instanceof Difference.OfOutput ? "published something else" : "left other state")
                        + " than without one.\n"
                        + crash(death)
                        + place(difference, "expected:   ", "found:      ")
                        + "\"Expected\" is what came of the run without a crash. After a crash a new process goes on from the last"
                        + " committed batch, with state as it was then, and with nothing else: whatever functions remember outside"
                        + " of state (fields, captured objects, caches) is gone.\n"
                        + again(death),
                null);
    }

    CrashDivergence failed(Death death, Throwable failure) {
        return new CrashDivergence(
                death.number(),
                "after a crash the job did not go on: it failed, which it does not without a crash.\n" + crash(death)
                        + "  it failed with:   " + failure + "\n" + again(death),
                failure);
    }

    private static String crash(Death death) {
        return "  crash " + death.number()
                + ":          ".substring(Integer.toString(death.number()).length()) + death + "\n";
    }

    private static String again(Death death) {
        return "To run this crash alone, as in a debugger: CrashEverywhere…only(" + death.number() + ").run()";
    }

    private String place(Difference difference, String expected, String found) {
        if (difference instanceof Difference.OfState state) {
            return "  operator:         " + Table.operator(state.table()) + "\n  table:            " + state.table()
                    + "\n  key:              " + state.key() + "\n  after:            the last batch"
                    + shown(expected, shown(state.expected()), found, shown(state.found()));
        }
        Difference.OfOutput output = (Difference.OfOutput) difference;
        return "  sink:             " + output.sink() + "\n  batch:            " + batch(output.timeMillis())
                + shown(expected, shown(output.expected()), found, shown(output.found()));
    }

    private static String shown(String expected, String one, String found, String other) {
        return "\n    " + expected + "    " + one + "\n    " + found + "    " + other + "\n";
    }

    private static String shown(@Nullable Entry entry) {
        if (entry == null) {
            return "no state";
        }
        return entry.deadlineMillis() == Long.MAX_VALUE
                ? entry.value().toString()
                : entry.value() + ", with the deadline " + Instant.ofEpochMilli(entry.deadlineMillis());
    }

    private String batch(long timeMillis) {
        int step = scenario.timesMillis().indexOf(timeMillis) + 1;
        String time = "at " + Instant.ofEpochMilli(timeMillis);
        if (step == 0) {
            return time;
        }
        Map<String, List<?>> input = scenario.steps().get(step - 1).input();
        return "of step " + step + ", " + time + (input.isEmpty() ? ", without input" : ", with input " + input);
    }

    private static String shown(List<Object> records) {
        return records.size() <= SHOWN
                ? records.toString()
                : records.subList(0, SHOWN) + " and " + (records.size() - SHOWN) + " more";
    }
}
