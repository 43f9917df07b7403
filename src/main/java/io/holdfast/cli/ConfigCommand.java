package io.holdfast.cli;

import io.holdfast.configuration.Key;
import io.holdfast.configuration.Keys;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The reference of all options. */
@Command(
        name = "config",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = {
            "Lists all options that a configuration may set: in a file, as Java properties; as environment variables, which overrule"
                    + " the file; and with --set, which overrules both. All overrule the job's code.",
            "Keys that begin with 'job.' are the job's own; its code reads them with io.holdfast.configuration.Settings."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "2:wrong usage"},
        footerHeading = "%nExamples:%n",
        footer = {
            "  java -jar holdfast.jar config",
            "  java -jar holdfast.jar run --job com.acme.MyJob --classpath my-job.jar --print-config"
        })
final class ConfigCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        for (Key<?> key : Keys.ALL) {
            String fallback = key.fallbackText().replace("`", "");
            out.println(key.name() + "  " + key.domain() + "; default: " + fallback);
            out.println("    " + key.variable());
            out.println("    " + key.meaning());
        }
        out.flush();
        return 0;
    }
}
