package io.holdfast.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The wall clock is wrong, by libfaketime, which .ci/run installs: it jumps and stands still while the job runs and
 * between its runs; the next run is at home in another time zone, language and host. Timers are due in six hours, and each
 * would fail the job if it fired. Planted defect: batch time is what the wall clock shows.
 */
class ShiftedClockIT extends BrokerTest {

    private static final List<Path> LIBRARIES = List.of(
            Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1"),
            Path.of("/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1"),
            Path.of("/usr/lib/faketime/libfaketime.so.1"));

    /** Kafka's producer measures its timeouts by the wall clock: each step ahead may cost a transaction, and a restart. */
    private static final int RESTARTS = 20;

    @Test
    void neitherStepsOfTheWallClockNorAnotherPlaceChangeTheOutput() throws Exception {
        TestBed usual = TestBed.create(broker, "clock", directory);
        TestBed bed = usual.with(usual.job().patient(RESTARTS, Duration.ofSeconds(60)));
        try (LedgerProducer producer = bed.produce(Seed.drawn())) {
            set("+0");
            try (JobProcess process = bed.launch(launch -> launch.in(fakeTime()))) {
                process.awaitCount(RunningSumsJob.COMMITTED, 3, TestBed.PATIENCE);
                String frozen = Instant.now()
                        .truncatedTo(ChronoUnit.SECONDS)
                        .toString()
                        .replace('T', ' ')
                        .replace("Z", "");
                for (String clock : List.of("-3600", "+3600", "-86400", "+86400", frozen)) {
                    set(clock);
                    process.awaitCount(
                            RunningSumsJob.COMMITTED, process.count(RunningSumsJob.COMMITTED) + 20, TestBed.PATIENCE);
                    System.out.println("clock " + clock + ": " + lastLine(process));
                }
                assertThat(process.killHard()).isTrue();
            }
            for (String clock : List.of("-86400", "-3600", "+3600")) {
                set(clock);
                try (JobProcess process = bed.launch(launch -> launch.in(fakeTime()))) {
                    process.awaitCount(RunningSumsJob.COMMITTED, 5, TestBed.PATIENCE);
                    assertThat(process.killHard()).isTrue();
                }
            }
            set("+0");
            try (JobProcess elsewhere = bed.launch(
                    launch -> launch.behind("unshare", "--uts", "sh", "-c", "hostname elsewhere; exec \"$@\"", "sh")
                            .with(
                                    "-Duser.timezone=Pacific/Kiritimati",
                                    "-Duser.language=ar",
                                    "-Duser.country=EG",
                                    "-Dfile.encoding=ISO-8859-1"))) {
                elsewhere.awaitCount(RunningSumsJob.COMMITTED, 5, TestBed.PATIENCE);
                producer.finish();
                bed.finish(elsewhere);
            }
        }
        bed.check();
    }

    /** More than a day ahead may be a wrong clock, and would time out state: the job asks. */
    @Test
    void aJumpOfDaysBetweenRunsNeedsConsent() throws Exception {
        TestBed bed = TestBed.create(broker, "days", directory);
        try (LedgerProducer producer = bed.produce(Seed.drawn())) {
            try (JobProcess process = bed.launch()) {
                process.awaitCount(RunningSumsJob.COMMITTED, 3, TestBed.PATIENCE);
                assertThat(process.killHard()).isTrue();
            }
            set("+172800");
            try (JobProcess process = bed.launch(launch -> launch.in(fakeTime()))) {
                assertThat(process.awaitExit(TestBed.PATIENCE)).isEqualTo(RunningSumsJob.EXIT_FAILED);
                assertThat(process.output()).contains("@failed").contains("maxTimeJump");
            }
            producer.finish();
        }
        bed.finish();
        bed.check();
    }

    private static String lastLine(JobProcess process) {
        return process.output().lines().reduce("", (before, line) -> line);
    }

    /** As libfaketime reads it: at once, and never half. */
    private void set(String clock) throws Exception {
        Path next = Files.writeString(directory.resolve("clock.new"), clock + "\n");
        Files.move(next, clockFile(), StandardCopyOption.ATOMIC_MOVE);
    }

    private Path clockFile() {
        return directory.resolve("clock");
    }

    private Map<String, String> fakeTime() {
        Path library = LIBRARIES.stream()
                .filter(Files::exists)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("this test shifts the clock of a process, which needs"
                        + " libfaketime: apt-get install faketime, or run .ci/run; looked for " + LIBRARIES));
        return Map.of(
                "LD_PRELOAD", library.toString(),
                "FAKETIME_TIMESTAMP_FILE", clockFile().toString(),
                // Not before every look at the clock: its threads would read the file at once, into the same buffer.
                "FAKETIME_CACHE_DURATION", "1",
                "FAKETIME_DONT_FAKE_MONOTONIC", "1",
                "DONT_FAKE_MONOTONIC", "1");
    }
}
