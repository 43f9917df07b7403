/** Keyed state: key groups, shards, the write-back cache, deltas, timers and snapshots. */
@NullMarked
package io.holdfast.state;

import org.jspecify.annotations.NullMarked;
