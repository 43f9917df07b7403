package io.holdfast.bench;

/** Hears how far a run of benchmarks is. Called by the thread that runs it. */
public interface BenchProgress {

    /** Something that may take long begins, and what went before it has ended. */
    void begins(String what, long records);

    /** How many records of it are done. */
    void at(long records);

    /** What a person should know. */
    void says(String line);

    /** A benchmark has run all its rounds. */
    void measured(Report.Result result);
}
