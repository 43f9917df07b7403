/**
 * What a simulated process runs on: a disk that loses what was not synced, a clock that stands still, workers on one thread,
 * working copies of state in memory. The inside of the testkit and of Holdfast's own tests: it may change with every release.
 */
@NullMarked
package io.holdfast.testkit.simulation;

import org.jspecify.annotations.NullMarked;
