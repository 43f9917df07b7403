package io.holdfast.codec;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Versions of a class, each compiled from source and loaded by a class loader of its own. */
final class Versions {

    private final Path directory;
    private int count;

    Versions(Path directory) {
        this.directory = directory;
    }

    /** The class {@code v.<name>}, compiled from source without its package declaration. */
    Class<?> load(String name, String source) throws IOException, ReflectiveOperationException {
        return loadAll(name, source).loadClass("v." + name);
    }

    /** The loader of all classes in the source of a file. */
    ClassLoader loadAll(String name, String source) throws IOException {
        Path output = Files.createDirectory(directory.resolve("version" + count++));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        JavaFileObject file =
                new SimpleJavaFileObject(URI.create("string:///v/" + name + ".java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return "package v; " + source;
                    }
                };
        List<String> options = List.of("-proc:none", "-d", output.toString());
        if (!compiler.getTask(null, null, null, options, null, List.of(file)).call()) {
            throw new IllegalArgumentException("does not compile: " + source);
        }
        return new URLClassLoader(new URL[] {output.toUri().toURL()}, Versions.class.getClassLoader());
    }
}
