package io.holdfast.launch;

import io.holdfast.failure.ConfigurationException;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * Where the classes of a job are.
 *
 * @param entries jars and directories
 */
public record ClassPath(List<Path> entries) {

    private static final String CLASS = ".class";

    public ClassPath {
        entries = List.copyOf(entries);
    }

    /** As for {@code java -cp}: separated by colons, and {@code DIR/*} stands for all jars of a directory. */
    public static ClassPath of(String text) {
        return new ClassPath(Arrays.stream(text.split(File.pathSeparator, -1))
                .flatMap(ClassPath::expanded)
                .toList());
    }

    private static Stream<Path> expanded(String entry) {
        if (!entry.equals("*") && !entry.endsWith(File.separator + "*")) {
            return Stream.of(Path.of(entry));
        }
        Path directory = Path.of(entry.equals("*") ? "." : entry.substring(0, entry.length() - 2));
        try (Stream<Path> files = Files.list(directory)) {
            List<Path> jars = files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
            return jars.stream();
        } catch (IOException e) {
            return Stream.of(directory);
        }
    }

    /** What is wrong with it: all of it. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        for (Path entry : entries) {
            if (!Files.exists(entry)) {
                problems.add("--classpath: " + entry + " does not exist");
            } else if (Files.isRegularFile(entry) && !isJar(entry)) {
                problems.add("--classpath: " + entry + " is not a jar");
            }
        }
        return problems;
    }

    private static boolean isJar(Path file) {
        try (JarFile jar = new JarFile(file.toFile())) {
            return jar.size() >= 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** Loads its classes where the executable has none of the same name. */
    ClassLoader loader() {
        return new URLClassLoader(
                "job", entries.stream().map(ClassPath::url).toArray(URL[]::new), ClassPath.class.getClassLoader());
    }

    private static URL url(Path entry) {
        try {
            return entry.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new ConfigurationException("--classpath: " + entry + " cannot be used: " + e, e);
        }
    }

    /** The names of all its classes. */
    List<String> classNames() {
        List<String> names = new ArrayList<>();
        for (Path entry : entries) {
            (Files.isDirectory(entry) ? inDirectory(entry) : inJar(entry))
                    .stream()
                            .filter(file -> file.endsWith(CLASS) && !file.startsWith("META-INF"))
                            .map(file -> file.substring(0, file.length() - CLASS.length())
                                    .replace('/', '.'))
                            .forEach(names::add);
        }
        return names;
    }

    private static List<String> inDirectory(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.map(file -> directory.relativize(file).toString().replace(File.separatorChar, '/'))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> inJar(Path file) {
        try (JarFile jar = new JarFile(file.toFile())) {
            return jar.stream().map(JarEntry::getName).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
