package io.holdfast.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.failure.ConfigurationException;
import io.holdfast.failure.UserCodeException;
import io.holdfast.source.generator.GeneratorSource;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoTest {

    private final Path directory;

    DemoTest(@TempDir Path directory) {
        this.directory = directory;
    }

    private final StringWriter screen = new StringWriter();

    private DemoOptions options(@Nullable Duration runFor) {
        return new DemoOptions(
                directory.resolve("checkpoint"),
                directory.resolve("output"),
                null,
                2000,
                1000,
                Duration.ofMillis(50),
                Duration.ofSeconds(1),
                runFor,
                null);
    }

    private Demo demo(DemoOptions options) {
        return new Demo(options, new PrintWriter(screen), false);
    }

    /** Planted violation: the source hands out click 1000 of a split in place of click 1001. */
    @Test
    void endsWithAnErrorWhenAClickIsRepeated() {
        DemoOptions options = options(null);
        Shop shop = options.shop();
        assertThatThrownBy(() -> demo(options)
                        .run(GeneratorSource.of((split, offset, random) ->
                                        shop.click(split, split == 3 && offset == 1001 ? 1000 : offset))
                                .splits(Shop.SPLITS)
                                .recordsPerSecond(20_000)))
                .isInstanceOf(UserCodeException.class)
                .hasMessageContaining("in split 3, click 1001 had to come next, but click 1000 came");
        assertThat(screen.toString()).doesNotContain("Stopped after");
    }

    /** The violation is state: a restart does not make it look good. */
    @Test
    void endsWithTheSameErrorWhenRunAgain() throws Exception {
        endsWithAnErrorWhenAClickIsRepeated();
        assertThatThrownBy(() -> demo(options(null)).run())
                .isInstanceOf(UserCodeException.class)
                .hasMessageContaining("in split 3, click 1001 had to come next, but click 1000 came");
    }

    @Test
    void goesOnWhereTheLastRunStopped() throws Exception {
        demo(options(Duration.ofSeconds(1))).run();
        assertThat(screen.toString()).contains("Begins anew").contains("Stopped after batch");
        screen.getBuffer().setLength(0);
        demo(options(Duration.ofSeconds(1))).run();
        assertThat(screen.toString()).contains("Resumed from batch").contains("exactly once through");
    }

    @Test
    void stopsAtOnceWhenAskedBeforeItRuns() throws Exception {
        Demo demo = demo(options(null));
        demo.requestStop();
        demo.run();
        assertThat(screen.toString()).contains("Stopped");
    }

    @Test
    void reportsAllBadOptionsTogether() {
        assertThatThrownBy(() -> new DemoOptions(
                        directory, directory, null, 0, 1, Duration.ZERO, Duration.ZERO, Duration.ZERO, null))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll("--rate", "--visitors", "--batch-interval", "--idle", "--seconds");
    }
}
