/** Benchmarks that a person runs on a machine of their own, to know what it can do and to judge a change in one sitting. */
@NullMarked
package io.holdfast.bench;

import org.jspecify.annotations.NullMarked;
