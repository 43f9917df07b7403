package io.holdfast.cli;

import io.holdfast.drill.JobCheck;
import io.holdfast.driver.Preflight;
import io.holdfast.driver.Preflight.Finding;
import io.holdfast.driver.Preflight.Finding.Verdict;
import io.holdfast.inspect.InspectionJson;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Compares a job with a checkpoint. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        sortOptions = false,
        description = {
            "Tells whether a job, as its code is now, can go on with a checkpoint, and what becomes of each operator with"
                    + " state, source, sink and stored class.",
            "Runs the job's main up to the start of the job, which does not happen. The checkpoint is only read; its job may"
                    + " be running."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the job can start",
            "1:it cannot; all that is in the way is told, or it could not be found out",
            "2:wrong usage"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  java -jar holdfast.jar check --job com.acme.MyJob --classpath my-job.jar --checkpoint /data/my-job",
            "  java -jar holdfast.jar check --job com.acme.MyJob --classpath my-job.jar -- arguments of main"
        })
final class CheckCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private ForkedProgram program;

    @Option(
            names = "--checkpoint",
            paramLabel = "DIR",
            description =
                    "The checkpoint directory: a path, or hdfs://HOST:PORT/PATH. Default: the one that the job names.")
    private @Nullable String checkpoint;

    @Option(names = "--json", description = "Print JSON, for machines.")
    private boolean json;

    @Option(
            names = "--trust",
            paramLabel = "SCHEME",
            split = ",",
            description = "Hadoop file systems other than HDFS that may be read.")
    private List<String> trusted = List.of();

    @Option(
            names = "--patience",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description = "How long the job's main may take to come to its start. Default: 60s.")
    private Duration patience = Duration.ofSeconds(60);

    @Override
    public Integer call() throws Exception {
        Preflight preflight = new JobCheck(program.with(List.of()), checkpoint, trusted, patience).run();
        PrintWriter out = spec.commandLine().getOut();
        out.println(json ? InspectionJson.write(content(preflight)) : text(preflight));
        out.flush();
        return preflight.isClear() ? 0 : 1;
    }

    private static Map<String, Object> content(Preflight preflight) {
        Map<String, Object> content = new TreeMap<>();
        content.put("canStart", preflight.isClear());
        content.put("batch", preflight.batch());
        content.put("findings", preflight.findings());
        return content;
    }

    static String text(Preflight preflight) {
        Table table = new Table("WHAT", "NAME", "", "");
        preflight.findings().stream()
                .filter(finding -> !finding.verdict().isRefusal())
                .forEach(finding ->
                        table.row(word(finding.subject()), finding.name(), word(finding.verdict()), finding.detail()));
        StringBuilder text = new StringBuilder(table.toString());
        List<Finding> refusals = preflight.findings().stream()
                .filter(finding -> finding.verdict().isRefusal())
                .toList();
        for (Finding refusal : refusals) {
            text.append('\n')
                    .append(word(refusal.subject()) + " " + refusal.name() + ": ")
                    .append(refusal.verdict() == Verdict.NEEDS_MIGRATION ? "needs a migration: " : "refused: ")
                    .append(refusal.detail())
                    .append('\n');
        }
        String place =
                preflight.batch() < 0 ? "begins: there is no batch yet" : "can go on after batch " + preflight.batch();
        text.append('\n').append(refusals.isEmpty() ? "The job " + place : "The job cannot start");
        return text.toString();
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
