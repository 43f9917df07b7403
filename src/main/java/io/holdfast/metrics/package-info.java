/** Metrics of a job: in a Micrometer registry of yours, for Prometheus on its status page, or over JMX. */
@NullMarked
package io.holdfast.metrics;

import org.jspecify.annotations.NullMarked;
