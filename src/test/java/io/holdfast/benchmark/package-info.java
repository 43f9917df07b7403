/**
 * Benchmarks that a person runs with one command, {@code mvn -q test-compile exec:exec -Dbenchmark=NAME}; they are no tests
 * and assert nothing. Those of {@link io.holdfast.bench} run with a Kafka of their own.
 */
package io.holdfast.benchmark;
