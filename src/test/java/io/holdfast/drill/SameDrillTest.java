package io.holdfast.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** From the options as {@link DrillOptions#described} writes them, so that neither changes without the other. */
class SameDrillTest {

    private static String command(String job, @Nullable Path checkpoint, boolean realOutputs, @Nullable String check) {
        DrillOptions options = new DrillOptions(
                new JobProgram(job, List.of(Path.of("secret.jar")), List.of("-Dsecret"), List.of("secret"), Map.of()),
                5,
                Duration.ofSeconds(90),
                Set.of(FaultKind.STOP, FaultKind.KILL),
                checkpoint == null ? null : new Original(checkpoint.toString(), Set.of("s3a", "abfs")),
                check == null ? null : Path.of("/small"),
                Duration.ofSeconds(30),
                42,
                Path.of("report"),
                false,
                check == null ? List.of() : List.of("a", "b"),
                realOutputs,
                check,
                check == null ? null : "");
        return SameDrill.command(new DrillResult(
                job,
                options.described(),
                42,
                Instant.EPOCH,
                Duration.ZERO,
                false,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Verdict.PASSED,
                List.of()));
    }

    /** Seen to fail when an option without a value, or "an empty one", was passed on. */
    @Test
    void leavesOutWhatWasNotGiven() {
        assertThat(command("com.acme.Job", null, false, null))
                .isEqualTo("java -jar holdfast.jar drill --job com.acme.Job --classpath CLASSPATH --faults kill,stop"
                        + " --kills 5 --minutes 1.5 --patience 30s --seed 42 -- ARGUMENTS");
    }

    /** Seen to fail when a quote in the text ended the quotes around it, and when the disk was forgotten. */
    @Test
    void quotesForTheShell() {
        assertThat(command("com.acme.Jobs$Totals", Path.of("/my data"), true, "grep 'x' $HOME; true"))
                .isEqualTo(
                        "java -jar holdfast.jar drill --job 'com.acme.Jobs$Totals' --classpath CLASSPATH --call a,b"
                                + " --check 'grep '\\''x'\\'' $HOME; true' --checkpoint '/my data' --disk /small --faults kill,stop"
                                + " --kafka --kills 5 --minutes 1.5 --patience 30s --real-outputs --trust abfs,s3a --seed 42 -- ARGUMENTS");
    }
}
