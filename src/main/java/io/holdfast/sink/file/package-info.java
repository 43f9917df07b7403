/** Batches to directories of files, local or on HDFS, exactly once. */
@NullMarked
package io.holdfast.sink.file;

import org.jspecify.annotations.NullMarked;
