package io.holdfast.testkit;

import io.holdfast.testkit.Outcome.Difference;
import java.time.Instant;
import java.util.List;
import java.util.Map;

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
                "two runs over the same input, without any crash, published different records: so what comes after a crash"
                        + " cannot be judged.\n"
                        + place(difference, "first run:  ", "second run: ")
                        + "Functions have to make the same of the same records and state. Usual reasons that they do not: a static"
                        + " field or another memory outside of state, random numbers, the system's clock, the id of the batch.",
                null);
    }

    CrashDivergence differs(Death death, Difference difference) {
        return new CrashDivergence(
                death.number(),
                "after a crash the job published something else than without one.\n"
                        + crash(death)
                        + place(difference, "expected:   ", "found:      ")
                        + "\"Expected\" is what the run without a crash published. After a crash a new process goes on from the last"
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
        return "  sink:             " + difference.sink() + "\n  batch:            "
                + batch(difference.timeMillis()) + "\n    " + expected + "    " + shown(difference.expected())
                + "\n    " + found + "    " + shown(difference.found()) + "\n";
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
