/** What a job is doing, kept as it happens, for those who look: the status page, metrics, health checks. */
@NullMarked
package io.holdfast.monitor;

import org.jspecify.annotations.NullMarked;
