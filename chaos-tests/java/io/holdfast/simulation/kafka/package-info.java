/** A Kafka that runs in simulated time and fails on demand, and jobs that live and die with it. */
@NullMarked
package io.holdfast.simulation.kafka;

import org.jspecify.annotations.NullMarked;
