/** What a job computes, as data: the graph of sources, operators and sinks. */
@NullMarked
package io.holdfast.plan;

import org.jspecify.annotations.NullMarked;
