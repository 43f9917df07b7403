package io.holdfast.demo;

import java.util.List;
import java.util.Optional;

/** How many sessions have ended since the beginning, and the clicks in them. */
record EndedSessions(long sessions, long clicks) {

    static Optional<EndedSessions> running(List<EndedSessions> added, Optional<EndedSessions> total) {
        return Optional.of(added.stream().reduce(total.orElse(new EndedSessions(0, 0)), EndedSessions::plus));
    }

    EndedSessions plus(EndedSessions other) {
        return new EndedSessions(sessions + other.sessions, clicks + other.clicks);
    }
}
