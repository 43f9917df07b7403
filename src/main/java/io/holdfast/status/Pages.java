package io.holdfast.status;

import io.holdfast.common.TimeSource;
import io.holdfast.failure.ConfigurationException;
import io.holdfast.failure.CorruptCheckpointException;
import io.holdfast.format.Manifest;
import io.holdfast.inspect.Inspection;
import io.holdfast.inspect.InspectionJson;
import io.holdfast.metrics.PrometheusMetrics;
import io.holdfast.monitor.Diagnosis;
import io.holdfast.monitor.JobMonitor;
import io.holdfast.monitor.Phase;
import io.holdfast.status.http.Handler;
import io.holdfast.status.http.Request;
import io.holdfast.status.http.Response;
import io.holdfast.storage.Storage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Answers what is asked about a job. Thread-safe. */
final class Pages implements Handler {

    private static final Pattern BATCH = Pattern.compile("/api/v1/batches/([0-9]{1,18})");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
            + " img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    private static final String INDEX =
            """
            {"endpoints":[
            {"path":"/api/v1/status","what":"how the job stands: level, findings, sources, operators, sinks, checkpoint, starts"},
            {"path":"/api/v1/batches?since=CHANGE","what":"the last 1000 batches of this process, or those that changed after CHANGE"},
            {"path":"/api/v1/batches/ID","what":"a retained batch: its manifest, and the operator graph with the records along each edge"},
            {"path":"/api/v1/control/COMMAND","what":"POST, with the header X-Holdfast-Control: yes: pause, resume, snapshot, savepoint?target=&why=, limit?source=&recordsPerSecond=, stop"},
            {"path":"/metrics","what":"metrics for Prometheus"},
            {"path":"/health/live","what":"503 when the job has ended"},
            {"path":"/health/ready","what":"503 while the job does not take batches"}
            ],"units":"names end in their unit; times are milliseconds since the epoch; null is what is not known"}
            """;

    private final Guard guard;
    private final JobControls controls;
    private final ControlPages controlPages;
    private final JobMonitor monitor;
    private final PrometheusMetrics metrics;
    private final Supplier<Storage> checkpoint;
    private final TimeSource time;
    private volatile @Nullable Long askedNanos;

    Pages(
            Guard guard,
            JobControls controls,
            JobMonitor monitor,
            PrometheusMetrics metrics,
            Supplier<Storage> checkpoint,
            TimeSource time) {
        this.guard = guard;
        this.controls = controls;
        controlPages = new ControlPages(controls);
        this.monitor = monitor;
        this.metrics = metrics;
        this.checkpoint = checkpoint;
        this.time = time;
    }

    /** What is in a batch is read from the disk. */
    @Override
    public boolean mayWait(Request request) {
        return BATCH.matcher(request.path()).matches();
    }

    @Override
    public Response handle(Request request) throws Exception {
        return safe(unlessKnown(request, answer(request)));
    }

    private Response answer(Request request) throws IOException {
        if (ControlPages.isFor(request)) {
            Response refusal = guard.refusal(request);
            return refusal == null ? controlPages.answer(request) : refusal;
        }
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            return Response.error(405, "this can only be read: use GET").with("Allow", "GET, HEAD");
        }
        if (request.path().startsWith("/health/")) {
            return health(request);
        }
        Response refusal = StaticFiles.isOpen(request.path()) ? null : guard.refusal(request);
        return refusal == null ? page(request) : refusal;
    }

    private Response page(Request request) throws IOException {
        String path = request.path();
        Matcher batch = BATCH.matcher(path);
        if (batch.matches()) {
            return batch(Long.parseLong(batch.group(1)));
        }
        Response file = StaticFiles.find(path);
        if (file != null) {
            return file;
        }
        return switch (path) {
            case "/api/v1", "/api/v1/" -> Response.json(200, INDEX);
            case "/api/v1/status" -> status();
            case "/api/v1/batches" -> batches(request);
            case "/metrics" ->
                Response.of(
                        200, PrometheusMetrics.CONTENT_TYPE, metrics.scrape().getBytes(StandardCharsets.UTF_8));
            default -> notFound(path);
        };
    }

    private static Response notFound(String path) {
        return path.startsWith("/api/v1/batches/")
                ? Response.error(400, "expected the number of a batch after /api/v1/batches/")
                : Response.error(404, "there is nothing here: see /api/v1/ for what there is");
    }

    /** Whether somebody has asked for the status within this time. */
    boolean isWatched(Duration within) {
        Long asked = askedNanos;
        return asked != null && time.monotonicNanos() - asked < within.toNanos();
    }

    private Response status() {
        askedNanos = time.monotonicNanos();
        String json = InspectionJson.writeLine(StatusView.of(monitor, controls, time));
        String now = "{\"nowMillis\":" + time.wallMillis() + ",";
        return tagged(Response.json(200, now + json.substring(1) + "\n"), json);
    }

    /** The tag stands for what changes, so not for the time of day. */
    private static Response tagged(Response response, String json) {
        return response.with("ETag", "\"" + Integer.toHexString(json.hashCode()) + "-" + json.length() + "\"");
    }

    private Response batches(Request request) {
        String since = request.query().getOrDefault("since", "0");
        if (!NUMBER.matcher(since).matches()) {
            return Response.error(400, "expected a number in ?since=: the change of an earlier answer");
        }
        long change = Long.parseLong(since);
        String json = InspectionJson.writeLine(BatchesView.of(
                monitor.status().processMillis(), change, monitor.history().since(change)));
        return tagged(Response.json(200, json + "\n"), json);
    }

    private Response batch(long batch) {
        try (Inspection inspection = Inspection.of(checkpoint.get())) {
            Manifest manifest = inspection.manifest(batch);
            return Response.json(200, InspectionJson.writeLine(BatchView.of(manifest, monitor.history())) + "\n");
        } catch (ConfigurationException e) {
            return Response.error(
                    404, "batch " + batch + " is not retained: see ?since= of /api/v1/batches for those that may be");
        } catch (CorruptCheckpointException e) {
            return Response.error(500, String.valueOf(e.getMessage()));
        }
    }

    /** Says why only to those who may look. */
    private Response health(Request request) {
        boolean tells = guard.isAuthorized(request);
        return switch (request.path()) {
            case "/health/live" -> health(monitor.status().phase() == Phase.ENDED ? "ended" : null, "live", tells);
            case "/health/ready" -> health(Diagnosis.notReady(monitor.status()), "ready", tells);
            default -> Response.error(404, "there are /health/live and /health/ready");
        };
    }

    private static Response health(@Nullable String reason, String asked, boolean tells) {
        if (reason == null) {
            return Response.json(200, "{\"status\":\"" + asked + "\"}\n");
        }
        return tells ? Response.error(503, reason) : Response.error(503, "not " + asked);
    }

    /** A client that has the same already need not get it again. */
    private static Response unlessKnown(Request request, Response response) {
        String known = request.header("if-none-match");
        String tag = response.header("ETag");
        return response.status() == 200 && tag != null && tag.equals(known)
                ? Response.empty(304).with("ETag", tag).with("Cache-Control", "no-cache")
                : response;
    }

    private static Response safe(Response response) {
        Response more =
                response.header("Cache-Control") == null ? response.with("Cache-Control", "no-store") : response;
        return more.with("Content-Security-Policy", POLICY)
                .with("X-Content-Type-Options", "nosniff")
                .with("X-Frame-Options", "DENY")
                .with("Referrer-Policy", "no-referrer")
                .with("Cross-Origin-Resource-Policy", "same-origin");
    }
}
