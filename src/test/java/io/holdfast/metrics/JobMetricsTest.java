package io.holdfast.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.JobListener;
import io.holdfast.monitor.MonitoredEvents;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

/** Metrics in a registry of the user's, and over JMX. Planted defects: gauges that are read off a status of before, a bean without tags. */
class JobMetricsTest {

    @Test
    void aRegistryOfTheUsersHasThem() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        MonitoredEvents job = new MonitoredEvents(time -> JobMetrics.bind(registry, "mine"));
        job.ready(-1).committed(0, 10, 30, true).published(0L);
        assertThat(registry.get("holdfast.batches")
                        .tag("job_name", "mine")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get("holdfast.source.lag.records")
                        .tag("source", "in")
                        .gauge()
                        .value())
                .isEqualTo(20);
        assertThat(registry.get("holdfast.sink.unpublished.batches").gauge().value())
                .isZero();
        job.committed(1, 20, 90, true);
        assertThat(registry.get("holdfast.checkpoint.batch").gauge().value()).isEqualTo(1);
        assertThat(registry.get("holdfast.source.lag.records").gauge().value()).isEqualTo(70);
    }

    @Test
    void aBeanShowsThem() throws Exception {
        JobListener listener = JmxMetrics.of("mine \"quoted\"");
        new MonitoredEvents(time -> listener).ready(-1).committed(0, 10, 30, true);
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        ObjectName name = new ObjectName("io.holdfast:type=Job,name=" + ObjectName.quote("mine \"quoted\""));
        assertThat(server.getAttribute(name, "holdfast.state.keys[counts]")).isEqualTo(42.0);
        assertThat(server.getAttribute(name, "holdfast.batch.phase.total[seal]"))
                .isEqualTo(0.04);
        assertThat(Arrays.stream(server.getMBeanInfo(name).getAttributes()).map(MBeanAttributeInfo::getName))
                .contains("holdfast.batches.count", "holdfast.source.lag[in]");
        JmxMetrics.of("mine \"quoted\"");
        assertThat(server.getMBeanInfo(name).getAttributes()).isNotEmpty();
    }
}
