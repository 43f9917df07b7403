package io.holdfast.plan;

import io.holdfast.model.ReadLimits;
import io.holdfast.sink.Sink;
import io.holdfast.source.Source;
import java.util.List;

/**
 * A node of the operator graph. Ids grow along the edges: a node's inputs have smaller ids. Types of records are erased
 * here; the typed streams of the API are the only place that makes nodes.
 */
public sealed interface Node {

    int id();

    /** Such as {@code map} or {@code mapWithState}. */
    String kind();

    /** The name that the job gave; empty for operators without state. */
    String name();

    List<Node> inputs();

    /** Reads records from outside. */
    record SourceNode(int id, String name, Source<?> source, ReadLimits limits) implements Node {
        @Override
        public String kind() {
            return source.kind();
        }

        @Override
        public List<Node> inputs() {
            return List.of();
        }
    }

    /** Handles records where they are. */
    record NarrowNode(int id, Node input, Narrow operation) implements Node {
        @Override
        public String kind() {
            return operation.kind();
        }

        @Override
        public String name() {
            return "";
        }

        @Override
        public List<Node> inputs() {
            return List.of(input);
        }
    }

    /** Takes the records of all its inputs. */
    record UnionNode(int id, List<Node> inputs) implements Node {
        @Override
        public String kind() {
            return "union";
        }

        @Override
        public String name() {
            return "";
        }
    }

    /** Takes records from all tasks of its inputs: the beginning of a stage. */
    record WideNode(int id, String name, List<Node> inputs, Wide operation) implements Node {
        @Override
        public String kind() {
            return operation.kind();
        }
    }

    /** What comes out of an operator beside its results. */
    record SideNode(int id, Node of, Side side) implements Node {
        @Override
        public String kind() {
            return side.kind();
        }

        @Override
        public String name() {
            return "";
        }

        @Override
        public List<Node> inputs() {
            return List.of(of);
        }
    }

    /** Writes records to the outside. */
    record SinkNode(int id, String name, Node input, Sink<Object> sink) implements Node {
        @Override
        public String kind() {
            return sink.kind();
        }

        @Override
        public List<Node> inputs() {
            return List.of(input);
        }
    }

    /** What else an operator gives. */
    enum Side {
        /** All state after each batch. */
        SNAPSHOTS("stateSnapshots"),
        /** Records that came too late; of a join, those of the left stream. */
        LATE("late"),
        /** Records for which code of the job failed, as dead letters: if this is there, they do not fail the batch. */
        FAILED("deadLetters"),
        /** Records of the right stream of a join that came too late. */
        LATE_RIGHT("lateRight");

        private final String kind;

        Side(String kind) {
            this.kind = kind;
        }

        String kind() {
            return kind;
        }
    }
}
