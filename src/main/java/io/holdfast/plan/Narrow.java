package io.holdfast.plan;

import io.holdfast.function.Function1;
import io.holdfast.function.Predicate;
import io.holdfast.model.EventTime;
import java.io.Serializable;
import java.util.Iterator;

/** Operations on records where they are. */
public sealed interface Narrow extends Serializable {

    String kind();

    /** One record to one. */
    record MapEach(Function1<Object, Object> function) implements Narrow {
        @Override
        public String kind() {
            return "map";
        }
    }

    /** One record to any number. */
    record FlatMap(Function1<Object, Iterator<?>> function) implements Narrow {
        @Override
        public String kind() {
            return "flatMap";
        }
    }

    /** Some of the records. */
    record Filter(Predicate<Object> predicate) implements Narrow {
        @Override
        public String kind() {
            return "filter";
        }
    }

    /** The values of pairs, one to one. */
    record MapValues(Function1<Object, Object> function) implements Narrow {
        @Override
        public String kind() {
            return "mapValues";
        }
    }

    /** The values of pairs, one to any number. */
    record FlatMapValues(Function1<Object, Iterator<?>> function) implements Narrow {
        @Override
        public String kind() {
            return "flatMapValues";
        }
    }

    /** Says when each record happened. */
    record AssignTime(EventTime<Object> eventTime) implements Narrow {
        @Override
        public String kind() {
            return "withEventTime";
        }
    }

    /** Pairs each record with one of some keys in turn, so that records without keys are spread. */
    record Scatter() implements Narrow {
        @Override
        public String kind() {
            return "scatter";
        }
    }

    /** How many records a task has: one number in each batch, also without records. */
    record Count() implements Narrow {
        @Override
        public String kind() {
            return "count";
        }
    }

    /** All records of a task at once. Called in each batch, also without records. */
    record MapPartitions(Function1<Iterator<Object>, Iterator<?>> function) implements Narrow {
        @Override
        public String kind() {
            return "mapPartitions";
        }
    }
}
