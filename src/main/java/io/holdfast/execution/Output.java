package io.holdfast.execution;

/**
 * Where a fused chain passes records on: one virtual call per step and record. A step belongs to one task and lives as
 * long as the engine; {@link #finish} ends each batch. Records are what functions of the job returned, null included: the
 * engine never looks into them, so their nullness is not tracked in this package.
 */
abstract class Output {

    abstract void accept(Object value) throws Exception;

    /** Called once per batch, before the first record. */
    void begin() {}

    /** Whether it keeps records until the batch has been read to its end. */
    boolean holdsBack() {
        return false;
    }

    /** Called once per batch, after the last record, in topological order of the steps. */
    void finish() throws Exception {}
}
