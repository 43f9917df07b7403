package io.holdfast.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** All commands, by what one wants to do. */
final class Commands {

    static final Map<String, List<Class<?>>> GROUPS = new LinkedHashMap<>();

    static {
        GROUPS.put("Run a job", List.of(DemoCommand.class, RunCommand.class, ConfigCommand.class));
        GROUPS.put(
                "Look at a checkpoint",
                List.of(
                        LsCommand.class,
                        ShowCommand.class,
                        StateCommand.class,
                        OffsetsCommand.class,
                        LineageCommand.class,
                        DuCommand.class,
                        DiffCommand.class));
        GROUPS.put(
                "Keep it, check it, go back",
                List.of(
                        VerifyCommand.class,
                        CheckCommand.class,
                        ReplayCommand.class,
                        ForkCommand.class,
                        SavepointCommand.class,
                        PinCommand.class,
                        UnpinCommand.class,
                        PruneCommand.class));
        GROUPS.put("Try", List.of(DrillCommand.class, BenchCommand.class));
        GROUPS.put("Besides", List.of(CompletionCommand.class, CommandLine.HelpCommand.class));
    }

    private Commands() {}

    static List<Class<?>> all() {
        List<Class<?>> all = new ArrayList<>();
        GROUPS.values().forEach(all::addAll);
        return all;
    }

    static Command declared(Class<?> command) {
        return Objects.requireNonNull(command.getAnnotation(Command.class));
    }

    /**
     * Those that a command line needs to know: to look at all of them takes longer than most of them need. So it is the one that is
     * named, none for the help of all, and all if none is named that exists, so that the nearest is found.
     */
    static List<Class<?>> neededFor(String... arguments) {
        Optional<String> word = Arrays.stream(arguments)
                .filter(argument -> !argument.startsWith("-"))
                .findFirst();
        if (word.isEmpty()) {
            return List.of();
        }
        List<Class<?>> named = all().stream()
                .filter(command -> declared(command).name().equals(word.get()))
                .filter(command -> command != CommandLine.HelpCommand.class && command != CompletionCommand.class)
                .toList();
        return named.isEmpty() ? all() : named;
    }
}
