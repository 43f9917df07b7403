package io.holdfast.chaos;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Runs a short command of the operating system to its end. */
final class Command {

    private Command() {}

    /** Fails with what the command printed if its exit code is not 0. */
    static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exit = process.waitFor();
        if (exit != 0) {
            throw new IllegalStateException(String.join(" ", command) + " ended with " + exit + ": " + output.strip());
        }
    }
}
