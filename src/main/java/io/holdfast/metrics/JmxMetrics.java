package io.holdfast.metrics;

import io.holdfast.model.JobListener;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.AttributeNotFoundException;
import javax.management.DynamicMBean;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanInfo;
import javax.management.ObjectName;

/**
 * Shows the metrics of a job over JMX, as attributes of one bean, {@code io.holdfast:type=Job,name="NAME"}. An attribute is named like
 * the metric, with its tags in brackets. Durations are in seconds.
 */
public final class JmxMetrics implements DynamicMBean {

    private final SimpleMeterRegistry registry;
    private final String job;

    private JmxMetrics(SimpleMeterRegistry registry, String job) {
        this.registry = registry;
        this.job = job;
    }

    /**
     * Registers the bean in the platform's server, in place of one of the same name, and returns the listener that keeps it up to
     * date: give it to the builder of the job. The bean stays when the job has ended.
     */
    public static JobListener of(String job) {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        try {
            ObjectName name = new ObjectName("io.holdfast:type=Job,name=" + ObjectName.quote(job));
            var server = ManagementFactory.getPlatformMBeanServer();
            if (server.isRegistered(name)) {
                server.unregisterMBean(name);
            }
            server.registerMBean(new JmxMetrics(registry, job), name);
        } catch (JMException e) {
            throw new IllegalStateException("the metrics of job '" + job + "' cannot be shown over JMX: " + e, e);
        }
        return JobMetrics.bind(registry, job);
    }

    private Map<String, Double> values() {
        Map<String, Double> values = new TreeMap<>();
        for (Meter meter : registry.getMeters()) {
            String tags = meter.getId().getTags().stream()
                    .filter(tag -> !tag.getKey().equals("job_name"))
                    .map(Tag::getValue)
                    .collect(Collectors.joining(","));
            meter.measure().forEach(measurement -> {
                String statistic = measurement.getStatistic().getTagValueRepresentation();
                String suffix = statistic.equals("value") ? "" : "." + statistic;
                values.put(
                        meter.getId().getName() + suffix + (tags.isEmpty() ? "" : "[" + tags + "]"),
                        measurement.getValue());
            });
        }
        return values;
    }

    @Override
    public Object getAttribute(String name) throws AttributeNotFoundException {
        Double value = values().get(name);
        if (value == null) {
            throw new AttributeNotFoundException("job '" + job + "' has no metric " + name);
        }
        return value;
    }

    @Override
    public AttributeList getAttributes(String[] names) {
        Map<String, Double> values = values();
        AttributeList found = new AttributeList();
        for (String name : names) {
            if (values.containsKey(name)) {
                found.add(new Attribute(name, values.get(name)));
            }
        }
        return found;
    }

    @Override
    public void setAttribute(Attribute attribute) throws AttributeNotFoundException {
        throw new AttributeNotFoundException("metrics cannot be set");
    }

    @Override
    public AttributeList setAttributes(AttributeList attributes) {
        return new AttributeList();
    }

    @Override
    public Object invoke(String action, Object[] parameters, String[] signature) {
        throw new UnsupportedOperationException("there is no operation " + action);
    }

    @Override
    public MBeanInfo getMBeanInfo() {
        MBeanAttributeInfo[] attributes = values().keySet().stream()
                .map(name -> new MBeanAttributeInfo(name, "double", name, true, false, false))
                .toArray(MBeanAttributeInfo[]::new);
        return new MBeanInfo(JmxMetrics.class.getName(), "Metrics of job " + job, attributes, null, null, null);
    }
}
