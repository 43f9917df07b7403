/** The working copy of a shard in RocksDB. */
@NullMarked
package io.holdfast.state.rocksdb;

import org.jspecify.annotations.NullMarked;
