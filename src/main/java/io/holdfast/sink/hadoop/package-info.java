/** Batches to files of Hadoop's output formats, exactly once. */
@NullMarked
package io.holdfast.sink.hadoop;

import org.jspecify.annotations.NullMarked;
