/** The life of a job: takeover, batches, commits, publication, restarts. The only place that sees sources, state, checkpoint and sinks together. */
@NullMarked
package io.holdfast.driver;

import org.jspecify.annotations.NullMarked;
