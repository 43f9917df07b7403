/** Runs the program of a job in this process: finds its class, calls its main, watches the job, and says how it ended. */
@NullMarked
package io.holdfast.launch;

import org.jspecify.annotations.NullMarked;
