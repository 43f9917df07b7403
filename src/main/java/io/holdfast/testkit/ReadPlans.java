package io.holdfast.testkit;

import io.holdfast.format.SplitPosition;
import io.holdfast.source.SourcePlan;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What each batch of the first run read of the sources that the job keeps. Later runs read the same in the same step: what such a
 * source would offer a process that began later, such as a generator with a rate, may differ without being wrong.
 */
final class ReadPlans {

    private record Asked(String source, int step) {}

    private record Answer(List<SplitPosition> positions, SourcePlan plan) {}

    private final Map<Asked, Answer> answers = new HashMap<>();

    SourcePlan plan(String source, int step, List<SplitPosition> positions, PlannedSource.Asked original)
            throws Exception {
        Asked asked = new Asked(source, step);
        Answer known = answers.get(asked);
        if (known == null) {
            known = new Answer(positions, original.plan());
            answers.put(asked, known);
        }
        return known.positions().equals(positions) ? known.plan() : SourcePlan.NOTHING;
    }
}
