package io.holdfast.drill;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What to drill, and how.
 *
 * @param program the program of the job
 * @param kills how many kills
 * @param duration how long the job is run under faults
 * @param faults which faults
 * @param checkpoint what to fork; null to begin on an empty one
 * @param disk a directory on a small disk that may be filled up; null if there is none
 * @param patience how long a start, or the next batch, may take
 * @param seed of the random moments
 * @param report where everything goes; must not exist, or be empty
 * @param keep whether to keep the data of a drill that passed
 * @param call functions of {@code foreachBatch} that may be called
 * @param realOutputs whether sinks may write to their real targets
 * @param check a shell command that looks at an output; null if there is none
 * @param kafka servers for topics of the drill that Kafka sinks publish to, empty for those of the sinks; null to record
 */
public record DrillOptions(
        JobProgram program,
        int kills,
        Duration duration,
        Set<FaultKind> faults,
        @Nullable Original checkpoint,
        @Nullable Path disk,
        Duration patience,
        long seed,
        Path report,
        boolean keep,
        List<String> call,
        boolean realOutputs,
        @Nullable String check,
        @Nullable String kafka) {

    /** How described options say that Kafka sinks publish at their own servers. */
    static final String OWN_SERVERS = "at the sinks' own servers";

    public DrillOptions {
        faults = Set.copyOf(faults);
        call = List.copyOf(call);
    }

    /** The options for people. Without the arguments of the job's main and its JVM: they may hold secrets. */
    SortedMap<String, String> described() {
        SortedMap<String, String> described = new TreeMap<>();
        described.put("kills", Integer.toString(kills));
        described.put("minutes", Double.toString(duration.toMillis() / 60_000.0));
        described.put("faults", faults.stream().sorted().map(FaultKind::text).collect(Collectors.joining(",")));
        described.put("checkpoint", checkpoint == null ? "an empty one" : checkpoint.directory());
        described.put("trust", checkpoint == null ? "" : String.join(",", new TreeSet<>(checkpoint.trustedSchemes())));
        described.put("disk", disk == null ? "" : disk.toString());
        described.put("kafka", kafka == null ? "" : kafka.isEmpty() ? OWN_SERVERS : kafka);
        described.put("patience", patience.toSeconds() + " s");
        described.put("call", String.join(",", call));
        described.put("real-outputs", Boolean.toString(realOutputs));
        described.put("check", check == null ? "" : check);
        return described;
    }
}
