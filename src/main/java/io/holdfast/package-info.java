/** The programming model: streams in micro-batches whose state, offsets and output are one checkpoint. */
@NullMarked
package io.holdfast;

import org.jspecify.annotations.NullMarked;
