/** Whole jobs on a simulated disk, clock and scheduler, on one thread and from one seed. */
package io.holdfast.simulation;
