package io.holdfast.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.monitor.JobMonitor;
import io.holdfast.monitor.MonitoredEvents;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The dashboard and the alerts against the metrics that there are. Planted defects: a metric renamed, a dashboard that asks for another label. */
class MetricNamesTest {

    private static final Pattern METRIC = Pattern.compile("\\b(?:holdfast|jvm|process|system)_[a-z_]+");
    private static final Pattern LABELS = Pattern.compile("(?:by|without) \\(([a-z_, ]+)\\)|([a-z_]+)=~?\"");
    private static final Pattern SAMPLE = Pattern.compile("(?m)^([a-z_]+)(?:\\{([^}]*)})? ");

    private JobMonitor monitor;
    private final MonitoredEvents job =
            new MonitoredEvents(time -> monitor = new JobMonitor(MonitoredEvents.INFO, time));

    private String scrape() {
        try (PrometheusMetrics metrics = new PrometheusMetrics(monitor, job)) {
            MonitoredEvents both = new MonitoredEvents(time -> new Both(monitor, metrics.listener()));
            both.ready(3)
                    .started(4)
                    .committed(4, 10, 20, true)
                    .published(4L)
                    .publicationFailed(5)
                    .receiverFailed();
            both.restarting(4, 1).ready(4);
            assertThat(metrics.scrape())
                    .as("counted from the first scrape on")
                    .doesNotContain("jvm_gc_pause_seconds_sum");
            System.gc();
            // The JVM tells of a collection when it likes.
            return Awaitility.await().until(metrics::scrape, scraped -> scraped.contains("jvm_gc_pause_seconds_sum"));
        }
    }

    /** Planted defect: they are bound at once, which slows each start. */
    @Test
    void thoseOfTheJvmAreNotBoundBeforeTheFirstScrape() {
        PrometheusMetrics metrics = new PrometheusMetrics(monitor, job);
        metrics.close();
        assertThat(metrics.scrape()).contains("holdfast_").doesNotContain("jvm_");
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = JobMetrics.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static List<String> expressions() throws IOException {
        List<String> expressions = new ArrayList<>();
        collect(new ObjectMapper().readTree(resource("grafana-dashboard.json")), expressions);
        assertThat(expressions).hasSizeGreaterThan(20);
        Matcher rules = Pattern.compile("(?m)^ +expr: (.*)$").matcher(resource("prometheus-alerts.yml"));
        int alerts = 0;
        for (; rules.find(); alerts++) {
            expressions.add(rules.group(1));
        }
        assertThat(alerts).isGreaterThan(5);
        return expressions;
    }

    private static void collect(JsonNode node, List<String> expressions) {
        node.properties().forEach(field -> {
            if (field.getKey().equals("expr")) {
                expressions.add(field.getValue().asText());
            }
        });
        node.forEach(child -> collect(child, expressions));
    }

    @Test
    void theDashboardAndTheAlertsAskForMetricsThatExist() throws Exception {
        Set<String> names = new TreeSet<>();
        Set<String> labels = new TreeSet<>(Set.of("job", "instance"));
        Matcher samples = SAMPLE.matcher(scrape());
        while (samples.find()) {
            names.add(samples.group(1));
            if (samples.group(2) != null) {
                Matcher label = Pattern.compile("([a-z_]+)=\"").matcher(samples.group(2));
                while (label.find()) {
                    labels.add(label.group(1));
                }
            }
        }
        for (String expression : expressions()) {
            Matcher metric = METRIC.matcher(expression);
            while (metric.find()) {
                assertThat(names).as(expression).contains(metric.group());
            }
            Matcher label = LABELS.matcher(expression);
            while (label.find()) {
                String found = label.group(1) == null ? label.group(2) : label.group(1);
                assertThat(labels).as(expression).contains(found.split(", "));
            }
        }
    }

    @Test
    void everyMetricOfAJobHasItsNameAndADescription() {
        String scraped = scrape();
        Matcher samples = SAMPLE.matcher(scraped);
        int found = 0;
        while (samples.find()) {
            if (!samples.group(1).matches("(jvm|process|system)_.*")) {
                found++;
                assertThat(samples.group(1)).startsWith("holdfast_");
                assertThat(samples.group(2)).contains("job_name=\"sums\"");
            }
        }
        assertThat(found).isGreaterThan(40);
        assertThat(scraped).doesNotContainPattern("# HELP holdfast_[a-z_]+ *\n");
    }

    @Test
    void valuesAreInBaseUnits() {
        assertThat(scrape())
                .contains("holdfast_batches_total{job_name=\"sums\"} 1.0")
                .contains("holdfast_restarts_total{job_name=\"sums\"} 1.0")
                .contains("holdfast_job_ready{job_name=\"sums\"} 1.0")
                .contains("holdfast_batch_interval_seconds{job_name=\"sums\"} 1.0")
                .contains("holdfast_batch_phase_seconds_sum{job_name=\"sums\",phase=\"seal\"} 0.04")
                .contains("holdfast_batch_delay_seconds_bucket{job_name=\"sums\",le=\"0.1\"} 1")
                .contains("holdfast_source_records_total{job_name=\"sums\",source=\"in\"} 10.0")
                .contains("holdfast_source_lag_records{job_name=\"sums\",source=\"in\"} 10.0")
                .contains("holdfast_source_limited{job_name=\"sums\",source=\"in\"} 1.0")
                .contains("holdfast_sink_records_total{job_name=\"sums\",sink=\"out\"} 1.0")
                .contains("holdfast_sink_failures_total{job_name=\"sums\",sink=\"out\"} 1.0")
                .contains("holdfast_state_keys{job_name=\"sums\",operator=\"counts\"} 42.0")
                .contains("holdfast_state_store_bytes{job_name=\"sums\",operator=\"counts\"} 42000.0")
                .contains("holdfast_checkpoint_file_bytes_sum{job_name=\"sums\"} 1234.0")
                .contains("holdfast_watermark_timestamp_seconds{job_name=\"sums\",operator=\"counts\"} 995.0");
    }
}
