package io.holdfast.execution;

/** What begins a task's part of a stage: it feeds the fused chain behind it. */
interface Head {

    void run(BatchInput input) throws Exception;
}
