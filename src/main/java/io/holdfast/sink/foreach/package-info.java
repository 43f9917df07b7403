/** Committed batches to a function of the job. */
@NullMarked
package io.holdfast.sink.foreach;

import org.jspecify.annotations.NullMarked;
