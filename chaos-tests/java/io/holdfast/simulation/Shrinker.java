package io.holdfast.simulation;

import io.holdfast.simulation.RandomHistories.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the shortest list of faults with which a history still fails, by leaving out one after the other. */
final class Shrinker {

    private final RandomHistories histories;

    Shrinker(RandomHistories histories) {
        this.histories = histories;
    }

    Failure shrink(Failure found) {
        Failure shortest = found;
        for (Optional<Failure> shorter = shorter(shortest); shorter.isPresent(); shorter = shorter(shortest)) {
            shortest = shorter.get();
        }
        return shortest;
    }

    private Optional<Failure> shorter(Failure failure) {
        List<Fault> faults = failure.script().faults();
        for (int left = 0; left < faults.size(); left++) {
            List<Fault> others = new ArrayList<>(faults);
            others.remove(left);
            Optional<Failure> still = histories.run(failure.script().withFaults(others));
            if (still.isPresent()) {
                return still;
            }
        }
        return Optional.empty();
    }
}
