/**
 * Benchmarks that a person runs with one command, {@code mvn -q test-compile exec:exec -Dbenchmark=NAME}; they are no tests
 * and assert nothing. Each prints what it measured, with a ratio to a bare loop on the same machine where there is one.
 */
package io.holdfast.benchmark;
