/** Batches put in by hand, for tests. */
@NullMarked
package io.holdfast.source.queue;

import org.jspecify.annotations.NullMarked;
