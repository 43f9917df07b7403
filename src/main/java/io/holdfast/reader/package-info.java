/** Reads checkpoints from programs: what a job has kept after each retained batch, and what it put out. */
@NullMarked
package io.holdfast.reader;

import org.jspecify.annotations.NullMarked;
