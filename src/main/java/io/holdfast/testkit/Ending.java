package io.holdfast.testkit;

import java.util.List;
import java.util.Optional;

/**
 * What a run has come to.
 *
 * @param output all that was published
 * @param state what it has left
 */
record Ending(Outcome output, EndState state) {

    /** The first difference of another ending from this one: state may differ without a trace in the output so far. */
    Optional<Difference> difference(Ending other, List<String> sinks, Sameness sameness) {
        return output.difference(other.output, sinks, sameness).or(() -> state.difference(other.state, sameness));
    }
}
