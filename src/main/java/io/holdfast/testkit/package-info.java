/**
 * Tests of jobs, in one JVM and in seconds, with any test framework.
 *
 * <p>{@link io.holdfast.testkit.TestJob} runs a job batch by batch: a test adds records to sources, lets a batch interval
 * pass, moves the clock, looks at the output of sinks, and restarts or crashes the job in between.
 *
 * <p>{@link io.holdfast.testkit.CrashEverywhere} runs a job through given batches, crashes it after every change that it makes to
 * its checkpoint or the targets of its sinks, and compares what is published over both lives, and the state that is left, with a run
 * without crashes.
 *
 * <p>Both take the function that describes the job and call it once for each simulated process. So keep that apart from the
 * start of the job:
 *
 * <pre>{@code
 * static StreamingContext describe() {
 *     StreamingContext context = StreamingContext.builder("word-count").checkpointDirectory(Path.of("checkpoint")).build();
 *     context.stream("lines", TextFileSource.of(Path.of("input"))). … .to("counted", TextFileSink.of(Path.of("output")));
 *     return context;
 * }
 * }</pre>
 *
 * <p>What runs is the engine of production with the job's own plan, types and options. Replaced are: the checkpoint directory, by
 * a simulated disk, which loses what was not synced when the power fails; the sources, by what the test gives, under the same
 * names; the targets of the sinks, by lists of the records as objects; the clock, by one that stands still; threads, by one
 * thread; the working copies of state in RocksDB, by ones in memory; the parallelism, so that tests give the same on each machine; and
 * restarts after failures, so that a test sees each failure at once. Directories, topics and servers that the job names need
 * not exist, and are not touched.
 *
 * <p>The engine logs each start of a process: set the level of the logger {@code io.holdfast} to {@code WARN} in tests.
 */
@NullMarked
package io.holdfast.testkit;

import org.jspecify.annotations.NullMarked;
