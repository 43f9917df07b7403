/** The page that shows how a job stands, with the same as JSON, metrics for Prometheus, and health checks. */
@NullMarked
package io.holdfast.status;

import org.jspecify.annotations.NullMarked;
