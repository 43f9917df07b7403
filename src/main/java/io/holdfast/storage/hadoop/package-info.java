/** Checkpoints on HDFS, and on other Hadoop file systems of which the user says that they keep the promises of a storage. */
@NullMarked
package io.holdfast.storage.hadoop;

import org.jspecify.annotations.NullMarked;
