package io.holdfast.demo;

import io.holdfast.failure.ConfigurationException;
import io.holdfast.status.StatusPage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the demo was told. Problems are reported together.
 *
 * @param checkpoint the checkpoint directory
 * @param output where files go
 * @param kafka brokers as host:port; null for no Kafka
 * @param clicksPerSecond how fast clicks are made
 * @param visitors how many different visitors there are
 * @param batchInterval how often a batch begins
 * @param idle after how long without a click a session ends
 * @param runFor how long to run; null for until stopped
 * @param statusPage where the status page is; null for none
 */
public record DemoOptions(
        Path checkpoint,
        Path output,
        @Nullable String kafka,
        long clicksPerSecond,
        long visitors,
        Duration batchInterval,
        Duration idle,
        @Nullable Duration runFor,
        @Nullable StatusPage statusPage) {

    private static final long HIGHEST_RATE = 10_000_000;
    private static final long MOST_VISITORS = 1_000_000_000;

    public DemoOptions {
        List<String> problems = new ArrayList<>();
        between(problems, "--rate", clicksPerSecond, Shop.SPLITS, HIGHEST_RATE);
        between(problems, "--visitors", visitors, Shop.FEWEST_VISITORS, MOST_VISITORS);
        between(problems, "--batch-interval in ms", batchInterval.toMillis(), 10, 60_000);
        between(problems, "--idle in ms", idle.toMillis(), 1000, 86_400_000);
        if (runFor != null) {
            between(problems, "--seconds", runFor.toSeconds(), 1, 1_000_000_000);
        }
        if (!problems.isEmpty()) {
            throw new ConfigurationException("the demo cannot start: " + String.join("; ", problems));
        }
    }

    private static void between(List<String> problems, String option, long value, long minimum, long maximum) {
        if (value < minimum || value > maximum) {
            problems.add(option + " must be from " + minimum + " to " + maximum + ", found " + value);
        }
    }

    Shop shop() {
        return new Shop(clicksPerSecond, visitors, idle);
    }
}
