package io.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** A jar that the class path of the tests does not have, as a user builds one. */
public final class JobJar {

    private JobJar() {}

    /** Compiles a class with this source into a jar in the directory. */
    public static Path of(Path directory, String type, String source) throws IOException {
        Path file = Files.writeString(directory.resolve(type + ".java"), source);
        Path classes = Files.createDirectories(directory.resolve(type + "-classes"));
        int status = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-nowarn",
                        "-proc:none",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-d",
                        classes.toString(),
                        file.toString());
        assertThat(status).isZero();
        Path jar = directory.resolve(type + ".jar");
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out)) {
            for (Path entry : files(classes)) {
                entries.putNextEntry(new JarEntry(classes.relativize(entry).toString()));
                Files.copy(entry, entries);
            }
        }
        return jar;
    }

    private static List<Path> files(Path classes) throws IOException {
        try (Stream<Path> files = Files.walk(classes)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }
}
