package io.holdfast.metrics;

import io.holdfast.common.TimeSource;
import io.holdfast.monitor.JobMonitor;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/** The metrics of a job and its JVM, as Prometheus reads them, in a registry of their own. */
public final class PrometheusMetrics implements AutoCloseable {

    /** What {@link #scrape} is. */
    public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();
    private final JobMetrics job;

    /** That of the JVM needs nothing more: it is there, or its time is over. Guarded by this. */
    private boolean isJvmSettled;

    public PrometheusMetrics(JobMonitor monitor, TimeSource time) {
        job = JobMetrics.bind(registry, monitor, time);
    }

    /** Takes a good part of the time that a job needs to start, and nobody can look at a counter before its first scrape. */
    private synchronized void bindJvm() {
        if (isJvmSettled) {
            return;
        }
        isJvmSettled = true;
        new JvmMemoryMetrics().bindTo(registry);
        collections.bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ClassLoaderMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
    }

    /** Has to hear of each event after the monitor. */
    public JobMetrics listener() {
        return job;
    }

    /** All metrics as of now; those of the JVM are there from the first call on. Thread-safe. */
    public String scrape() {
        bindJvm();
        return registry.scrape();
    }

    @Override
    public synchronized void close() {
        isJvmSettled = true;
        collections.close();
        registry.close();
    }
}
