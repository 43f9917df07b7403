package io.holdfast.status;

import io.holdfast.common.TimeSource;
import io.holdfast.common.Workers;
import io.holdfast.failure.ConfigurationException;
import io.holdfast.metrics.PrometheusMetrics;
import io.holdfast.model.JobListener;
import io.holdfast.monitor.JobInfo;
import io.holdfast.monitor.JobMonitor;
import io.holdfast.monitor.Phase;
import io.holdfast.status.http.HttpServer;
import io.holdfast.storage.Storage;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The status page of a job that is about to start, until it has ended and who watches has heard how. */
public final class StatusServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StatusServer.class);

    /** Time for an open page, which asks each second, to ask once more. */
    private static final Duration LAST_WORD = Duration.ofMillis(1500);

    private final JobMonitor monitor;
    private final PrometheusMetrics metrics;
    private final Pages pages;
    private final HttpServer server;
    private final Workers workers;
    private final URI uri;

    private StatusServer(
            JobMonitor monitor, PrometheusMetrics metrics, Pages pages, HttpServer server, Workers workers, URI uri) {
        this.monitor = monitor;
        this.metrics = metrics;
        this.pages = pages;
        this.server = server;
        this.workers = workers;
        this.uri = uri;
    }

    /**
     * Begins to serve.
     *
     * @param controls what can be asked of the job
     * @param checkpoint opens the checkpoint directory of the job, to read what is in a batch
     * @throws ConfigurationException if the address is in use, or not allowed
     */
    public static StatusServer start(
            StatusPage page,
            JobInfo job,
            JobControls controls,
            Supplier<Storage> checkpoint,
            Workers workers,
            TimeSource time) {
        InetSocketAddress address = page.socketAddress();
        JobMonitor monitor = new JobMonitor(job, time);
        PrometheusMetrics metrics = new PrometheusMetrics(monitor, time);
        try {
            LatePages late = new LatePages();
            HttpServer server = listen(page, address, late, workers, time);
            Pages pages =
                    new Pages(new Guard(page.token(), server.port()), controls, monitor, metrics, checkpoint, time);
            late.are(pages);
            URI uri = uri(address, server.port());
            LOG.info("Job '{}' shows its status at {}", job.job(), uri);
            return new StatusServer(monitor, metrics, pages, server, workers, uri);
        } catch (IOException e) {
            metrics.close();
            throw new ConfigurationException(
                    "the status page of job '" + job.job() + "' cannot listen on " + address.getHostString() + ":"
                            + address.getPort() + ": " + e.getMessage()
                            + "; choose another port, or 0 for one that is free",
                    e);
        }
    }

    private static HttpServer listen(
            StatusPage page, InetSocketAddress address, LatePages pages, Workers workers, TimeSource time)
            throws IOException {
        try {
            return HttpServer.start(address, pages, workers, time);
        } catch (BindException e) {
            if (!page.isOrFree()) {
                throw e;
            }
            return HttpServer.start(new InetSocketAddress(address.getAddress(), 0), pages, workers, time);
        }
    }

    private static URI uri(InetSocketAddress address, int port) {
        InetAddress bound = address.getAddress();
        String host = bound.isAnyLocalAddress() || bound.isLoopbackAddress() ? "localhost" : bound.getHostAddress();
        return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port + "/");
    }

    /** Who has to hear of the events of the job, in this order. */
    public List<JobListener> listeners() {
        return List.of(monitor, metrics.listener());
    }

    /** The address of the page, without the token. */
    public URI uri() {
        return uri;
    }

    @Override
    public void close() {
        if (monitor.status().phase() == Phase.ENDED && pages.isWatched(LAST_WORD)) {
            boolean unusedNever = workers.await(new CompletableFuture<>(), LAST_WORD);
        }
        server.close();
        metrics.close();
    }
}
