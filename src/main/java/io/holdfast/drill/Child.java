package io.holdfast.drill;

import io.holdfast.common.TimeSource;
import io.holdfast.common.Worker;
import io.holdfast.common.Workers;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A process of the drill, seen from outside. Ends with this process at the latest. */
final class Child implements AutoCloseable {

    /** 128 + 9: how a process that died of SIGKILL, and of nothing else, is reported. */
    private static final int EXIT_SIGKILL = 137;

    private final Process process;
    private final Worker reader;
    private final TimeSource time;
    private final long launchedNanos;
    private final List<Timed> events = new ArrayList<>();
    private boolean ended;

    /** An event and when it was read. */
    record Timed(Event event, long nanos) {}

    private Child(Process process, Workers workers, TimeSource time) {
        this.process = process;
        this.time = time;
        launchedNanos = time.monotonicNanos();
        reader = workers.start("events-" + process.pid());
        var unused = reader.submit(this::read);
    }

    /** Starts a process; what it prints besides events is appended to the log. */
    static Child start(
            List<String> command,
            Map<String, String> environment,
            @Nullable Path directory,
            Path log,
            Workers workers,
            TimeSource time)
            throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        if (directory != null) {
            File own = directory.toFile();
            builder.directory(own);
        }
        Process process = builder.start();
        return new Child(process, workers, time);
    }

    private boolean read() throws IOException {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Optional<Event> event = Event.parse(line);
                event.ifPresent(this::add);
            }
        } finally {
            end();
        }
        return true;
    }

    private synchronized void add(Event event) {
        events.add(new Timed(event, time.monotonicNanos()));
        notifyAll();
    }

    private synchronized void end() {
        ended = true;
        notifyAll();
    }

    long launchedNanos() {
        return launchedNanos;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Everything it said so far. */
    synchronized List<Timed> events() {
        return List.copyOf(events);
    }

    /** The first event that matches; null if the process ends, or the time passes, without one. */
    @Nullable
    Timed await(Predicate<Event> wanted, Duration atMost) throws InterruptedException {
        return await(0, wanted, atMost);
    }

    /** The same among the events from this number on, counting from 0. */
    @Nullable
    Timed await(int first, Predicate<Event> wanted, Duration atMost) throws InterruptedException {
        long deadline = time.monotonicNanos() + atMost.toNanos();
        for (int next = first; ; next++) {
            Timed event = awaitEvent(next, Duration.ofNanos(deadline - time.monotonicNanos()));
            if (event == null || wanted.test(event.event())) {
                return event;
            }
        }
    }

    /** The event of this number, counting from 0; null if the process ends, or the time passes, without it. */
    synchronized @Nullable Timed awaitEvent(int number, Duration atMost) throws InterruptedException {
        long deadline = time.monotonicNanos() + atMost.toNanos();
        while (events.size() <= number) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - time.monotonicNanos());
            if (ended || left <= 0) {
                return null;
            }
            wait(left);
        }
        return events.get(number);
    }

    /** Whether it ended by itself, without an error. */
    boolean succeeded() {
        return !process.isAlive() && process.exitValue() == 0;
    }

    /** Lets time pass; true if the process ended meanwhile. */
    boolean endsWithin(Duration time) throws InterruptedException {
        return process.waitFor(Math.max(0, time.toNanos()), TimeUnit.NANOSECONDS);
    }

    /** SIGKILL; true if that is what ended the process. */
    boolean kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
        reader.close();
        return process.exitValue() == EXIT_SIGKILL;
    }

    /** SIGSTOP: it keeps its files and connections, and does nothing. */
    void pause() throws Exception {
        signal("STOP");
    }

    /** SIGCONT. */
    void resume() throws Exception {
        signal("CONT");
    }

    private void signal(String name) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
        if (kill.waitFor() != 0) {
            throw new IOException("kill -" + name + " " + process.pid() + " failed");
        }
    }

    /** Asks it to end in good order. Returns at once. */
    void requestStop() throws IOException {
        OutputStream in = process.getOutputStream();
        in.write("stop\n".getBytes(StandardCharsets.UTF_8));
        in.flush();
    }

    /** Why it is no program that can be drilled, as it said; null if it is one. */
    @Nullable
    String refusal() {
        return events().stream()
                .map(Timed::event)
                .filter(event -> event.kind() == Event.Kind.REFUSED)
                .map(event -> event.field(0))
                .findFirst()
                .orElse(null);
    }

    /** Why it ended, as it said; null if it said nothing. */
    @Nullable
    String lastWords() {
        List<Timed> all = events();
        for (int i = all.size() - 1; i >= 0; i--) {
            Event event = all.get(i).event();
            if (event.kind() == Event.Kind.REFUSED) {
                return event.field(0);
            } else if (event.kind() == Event.Kind.ENDED) {
                return event.field(0).isEmpty() ? "the job stopped by itself" : event.field(1);
            }
        }
        return null;
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }
}
