package io.holdfast.cli;

import io.holdfast.configuration.Keys;
import io.holdfast.demo.Demo;
import io.holdfast.demo.DemoOptions;
import io.holdfast.failure.ConfigurationException;
import io.holdfast.status.StatusPage;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs the demo. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        sortOptions = false,
        description = {
            "Runs a long-lived stateful job: a shop's click stream, sessions per visitor, totals per category.",
            "Kill it with kill -9 and run the same line again: it goes on, with each click counted exactly once."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            JobCommand.STOPPED,
            JobCommand.FAILED,
            JobCommand.WRONG_USAGE,
            JobCommand.DAMAGED,
            JobCommand.TAKEN_OVER,
            JobCommand.INCOMPATIBLE,
            JobCommand.ENDED_AT_ONCE
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  java -jar holdfast.jar demo",
            "  java -jar holdfast.jar demo --rate 200000 --visitors 1000000 --batch-interval 100ms",
            "  java -jar holdfast.jar demo --kafka localhost:9092"
        })
final class DemoCommand implements JobCommand {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = "--checkpoint",
            paramLabel = "DIR",
            description = "The checkpoint directory. Default: holdfast-demo/checkpoint, with --kafka"
                    + " holdfast-demo-kafka/checkpoint.")
    private @Nullable Path checkpoint;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            description = "Where files of results go. Default: output, beside the checkpoint directory.")
    private @Nullable Path output;

    @Option(
            names = "--kafka",
            paramLabel = "HOST:PORT",
            description = "Put the clicks through a Kafka topic, and ended sessions into another; creates both.")
    private @Nullable String kafka;

    @Option(names = "--rate", paramLabel = "N", description = "Clicks a second. Default: ${DEFAULT-VALUE}.")
    private long clicksPerSecond = 20_000;

    @Option(names = "--visitors", paramLabel = "N", description = "Different visitors. Default: ${DEFAULT-VALUE}.")
    private long visitors = 100_000;

    @Option(
            names = "--batch-interval",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description = "How often a batch begins, such as 50ms or 2s. Default: 1s.")
    private Duration batchInterval = Duration.ofSeconds(1);

    @Option(
            names = "--idle",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description = "After how long without a click a session ends. Default: 20s.")
    private Duration idle = Duration.ofSeconds(20);

    @Option(names = "--seconds", paramLabel = "N", description = "Stop after so many seconds. Default: never.")
    private @Nullable Long seconds;

    @Option(
            names = "--status-port",
            paramLabel = "PORT",
            description = "Where the status page is, on this machine. Default: 4040, or a free port if that is in use.")
    private @Nullable Integer statusPort;

    @Option(names = "--no-status-page", description = "Do without the status page.")
    private boolean withoutStatusPage;

    @Override
    public Integer call() throws Exception {
        // The demo says itself, with more about it, what the engine would log of its life.
        System.setProperty("holdfast.log", "WARN");
        System.setProperty("holdfast.log.driver", "OFF");
        Demo demo = new Demo(options(), spec.commandLine().getOut(), Ansi.AUTO.enabled());
        StopSignals.call(demo::requestStop, Keys.STOP_TIMEOUT::requiredFallback, () -> {});
        demo.run();
        return spec.exitCodeOnSuccess();
    }

    private DemoOptions options() {
        try {
            return parsedOptions();
        } catch (ConfigurationException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private DemoOptions parsedOptions() {
        Path home = Path.of(kafka == null ? "holdfast-demo" : "holdfast-demo-kafka");
        Path directory = checkpoint == null ? home.resolve("checkpoint") : checkpoint;
        return new DemoOptions(
                directory,
                output == null ? directory.resolveSibling("output") : output,
                kafka,
                clicksPerSecond,
                visitors,
                batchInterval,
                idle,
                seconds == null ? null : Duration.ofSeconds(seconds),
                withoutStatusPage ? null : statusPage());
    }

    private StatusPage statusPage() {
        return statusPort == null ? StatusPage.usual() : StatusPage.onPort(statusPort);
    }
}
