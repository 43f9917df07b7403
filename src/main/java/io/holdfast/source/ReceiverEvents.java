package io.holdfast.source;

/** Hears what becomes of receivers: threads of a source that take records before a batch asks for them. Thread-safe. */
public interface ReceiverEvents {

    /** Nobody listens. */
    ReceiverEvents NONE = new ReceiverEvents() {
        @Override
        public void started(String source, String split) {}

        @Override
        public void failed(String source, String split, Throwable cause, long failures) {}

        @Override
        public void stopped(String source, String split) {}
    };

    /** A receiver begins to receive, also once more after a failure. */
    void started(String source, String split);

    /**
     * A receiver failed.
     *
     * @param failures how often, with this one, in this process
     */
    void failed(String source, String split, Throwable cause, long failures);

    /** A receiver will not receive any more. */
    void stopped(String source, String split);
}
