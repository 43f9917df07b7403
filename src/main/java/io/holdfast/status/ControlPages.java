package io.holdfast.status;

import io.holdfast.common.Nearest;
import io.holdfast.failure.ConfigurationException;
import io.holdfast.status.http.Request;
import io.holdfast.status.http.Response;
import java.util.List;
import java.util.Locale;

/** Does what people ask of a job. */
final class ControlPages {

    private static final String PREFIX = "/api/v1/control/";
    private static final List<String> COMMANDS = List.of("pause", "resume", "snapshot", "savepoint", "limit", "stop");

    /** A page from elsewhere that a browser shows can send requests here, with the cookie of this page, but not with such a header. */
    private static final String HEADER = "X-Holdfast-Control";

    private final JobControls job;

    ControlPages(JobControls job) {
        this.job = job;
    }

    static boolean isFor(Request request) {
        return request.path().startsWith(PREFIX);
    }

    Response answer(Request request) {
        if (!request.method().equals("POST")) {
            return Response.error(405, "this changes something: use POST").with("Allow", "POST");
        }
        if (request.header(HEADER.toLowerCase(Locale.ROOT)) == null) {
            return Response.error(403, "this changes something, so it needs the header '" + HEADER + ": yes'");
        }
        try {
            return perform(request.path().substring(PREFIX.length()), request);
        } catch (ConfigurationException e) {
            return Response.error(400, String.valueOf(e.getMessage()));
        } catch (IllegalStateException e) {
            return Response.error(409, String.valueOf(e.getMessage()));
        }
    }

    private Response perform(String command, Request request) {
        switch (command) {
            case "pause" -> job.pause();
            case "resume" -> job.resume();
            case "snapshot" -> job.snapshotNow();
            case "savepoint" ->
                job.beginSavepoint(
                        parameter(request, "target"), request.query().getOrDefault("why", "asked for by HTTP"));
            case "limit" -> job.limitRate(parameter(request, "source"), number(request, "recordsPerSecond"));
            case "stop" -> job.requestStop();
            default -> {
                return Response.error(404, unknown(command));
            }
        }
        return Response.json(202, "{\"accepted\":\"" + command + "\",\"paused\":" + job.isPaused() + "}\n");
    }

    private static String unknown(String command) {
        return Nearest.to(command, COMMANDS)
                .map(nearest -> "there is no such command: did you mean '" + nearest + "'?")
                .orElse("there is no such command: expected one of " + String.join(", ", COMMANDS));
    }

    private static String parameter(Request request, String name) {
        String value = request.query().get(name);
        if (value == null || value.isBlank()) {
            throw new ConfigurationException("expected ?" + name + "=…");
        }
        return value;
    }

    private static long number(Request request, String name) {
        String value = parameter(request, name);
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw new ConfigurationException("expected a number in ?" + name + "=, found '" + value + "'", e);
        }
    }
}
