package io.holdfast.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ManualTimeTest {

    private final ManualTime time = new ManualTime();

    @Test
    void standsStillUntilMoved() {
        long wall = time.wallMillis();

        assertThat(time.wallMillis()).isEqualTo(wall);
        assertThat(time.monotonicNanos()).isZero();
    }

    @Test
    void advancesBothClocksWithoutLosingFractions() {
        long wall = time.wallMillis();

        time.advance(Duration.ofNanos(600_000));
        time.advance(Duration.ofNanos(600_000));

        assertThat(time.wallMillis()).isEqualTo(wall + 1);
        assertThat(time.monotonicNanos()).isEqualTo(1_200_000);
    }

    @Test
    void jumpsTheWallClockAlone() {
        long wall = time.wallMillis();

        time.jumpWall(Duration.ofHours(-1));

        assertThat(time.wallMillis()).isEqualTo(wall - 3_600_000);
        assertThat(time.monotonicNanos()).isZero();
        assertThatThrownBy(() -> time.advance(Duration.ofSeconds(-1))).hasMessageContaining("jumpWall");
    }

    @Test
    void runsPlannedActionsAtTheirTimeAndInOrder() {
        List<String> log = new ArrayList<>();
        time.after(Duration.ofNanos(20), () -> log.add("b at " + time.monotonicNanos()));
        time.after(Duration.ofNanos(10), () -> {
            log.add("a at " + time.monotonicNanos());
            time.after(Duration.ofNanos(5), () -> log.add("planned on the way at " + time.monotonicNanos()));
        });
        time.after(Duration.ofNanos(31), () -> log.add("not yet"));

        time.advance(Duration.ofNanos(30));

        assertThat(log).containsExactly("a at 10", "planned on the way at 15", "b at 20");
        assertThat(time.monotonicNanos()).isEqualTo(30);
    }
}
