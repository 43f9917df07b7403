package io.holdfast.drill;

/** A fault about to be injected. */
interface Fault {

    FaultKind kind();

    /** Hits the job, and waits until it has recovered. */
    FaultPoint inject(RunningJob job, Scene scene) throws Exception;
}
