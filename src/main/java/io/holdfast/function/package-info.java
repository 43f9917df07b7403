/** The functions that a job is made of. All are serializable, so that a cluster runner can ship them. */
@NullMarked
package io.holdfast.function;

import org.jspecify.annotations.NullMarked;
