package io.holdfast.drill;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Something that a process of the drill says of itself, a line on its standard output. What the job prints goes
 * elsewhere, and what slips through is no event.
 */
record Event(Kind kind, List<String> fields) {

    private static final String TAG = "@holdfast-drill";

    Event {
        fields = List.copyOf(fields);
    }

    enum Kind {
        /** Last batch, epoch, keys. */
        READY,
        /** Batch, nanoseconds of running, nanoseconds of committing. */
        COMMITTED,
        /** Why the engine begins again inside the process. */
        RESTARTING,
        /** The class of the failure, empty after a clean stop, and its message. */
        ENDED,
        /** The work is done, up to this batch. */
        DONE,
        /** Why nothing was done. */
        REFUSED
    }

    static Event of(Kind kind, Object... fields) {
        return new Event(kind, Stream.of(fields).map(String::valueOf).toList());
    }

    String field(int index) {
        return fields.get(index);
    }

    long number(int index) {
        return Long.parseLong(fields.get(index));
    }

    String line() {
        StringBuilder line = new StringBuilder(TAG).append(' ').append(kind);
        for (String field : fields) {
            byte[] bytes = field.getBytes(StandardCharsets.UTF_8);
            line.append(' ').append(Base64.getEncoder().encodeToString(bytes)).append('.');
        }
        return line.toString();
    }

    /** Empty for a line that is none of ours. */
    static Optional<Event> parse(String line) {
        List<String> words = List.of(line.split(" ", -1));
        if (words.size() < 2 || !words.get(0).equals(TAG)) {
            return Optional.empty();
        }
        List<String> fields = new ArrayList<>();
        for (String word : words.subList(2, words.size())) {
            byte[] bytes = Base64.getDecoder().decode(word.substring(0, word.length() - 1));
            fields.add(new String(bytes, StandardCharsets.UTF_8));
        }
        return Optional.of(new Event(Kind.valueOf(words.get(1)), fields));
    }
}
