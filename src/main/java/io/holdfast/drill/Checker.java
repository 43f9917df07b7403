package io.holdfast.drill;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The user's own check: a shell command that looks at the output of a run. Runs are alike if it says the same of them. */
record Checker(String command) {

    /** How it names the directory to look at. */
    static final String OUTPUT = "HOLDFAST_DRILL_OUTPUT";

    /** What the command said. */
    record Saying(int exit, String output) {

        @Override
        public String toString() {
            return "exit code " + exit + ", output: "
                    + (output.length() > 400 ? output.substring(0, 400) + "..." : output);
        }
    }

    Saying look(Path output, @Nullable Path directory) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", command).redirectErrorStream(true);
        builder.environment().put(OUTPUT, output.toString());
        if (directory != null) {
            builder.directory(directory.toFile());
        }
        Process process = builder.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Saying(process.waitFor(), said);
    }
}
