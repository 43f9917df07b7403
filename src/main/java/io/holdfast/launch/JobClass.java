package io.holdfast.launch;

import io.holdfast.common.Nearest;
import io.holdfast.failure.ConfigurationException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The class whose main builds and starts a job: found, and looked at, before anything of it runs. */
public final class JobClass {

    private final Method main;

    private JobClass(Method main) {
        this.main = main;
    }

    /** Finds a class on a class path; becomes the context of this thread and of those that it starts. */
    public static JobClass load(String name, ClassPath classPath) {
        ClassLoader loader = classPath.loader();
        Thread.currentThread().setContextClassLoader(loader);
        return find(name, loader, classPath::classNames);
    }

    /** Finds a class among those of this process. */
    public static JobClass find(String name) {
        return find(name, JobClass.class.getClassLoader(), List::of);
    }

    private static JobClass find(String name, ClassLoader loader, Supplier<List<String>> others) {
        try {
            return new JobClass(main(Class.forName(name, false, loader)));
        } catch (ClassNotFoundException e) {
            throw new ConfigurationException(
                    "there is no class " + name + " on the class path" + nearest(name, others.get())
                            + ": name the class with the job's main, and its jar with --classpath",
                    e);
        } catch (LinkageError e) {
            throw new ConfigurationException("class " + name + " cannot be loaded: " + e, e);
        }
    }

    /** A class of that name in another package is nearer than one of the same package with another name. */
    private static String nearest(String name, List<String> others) {
        Optional<String> sameName = others.stream()
                .filter(other -> simple(other).equals(simple(name)))
                .findFirst();
        return sameName.or(() -> Nearest.to(name, others))
                .map(nearest -> " (did you mean " + nearest + "?)")
                .orElse("");
    }

    private static String simple(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private static Method main(Class<?> type) {
        for (Method method : type.getMethods()) {
            boolean fits = method.getName().equals("main")
                    && List.of(method.getParameterTypes()).equals(List.of(String[].class))
                    && Modifier.isStatic(method.getModifiers())
                    && method.getReturnType() == void.class;
            if (fits) {
                method.setAccessible(true);
                return method;
            }
        }
        throw new ConfigurationException("class " + type.getName() + " has no public static void main(String[])");
    }

    public String name() {
        return main.getDeclaringClass().getName();
    }

    /** Calls main; throws what it throws. */
    public void call(List<String> arguments) throws Throwable {
        try {
            main.invoke(null, (Object) arguments.toArray(String[]::new));
        } catch (InvocationTargetException | ExceptionInInitializerError e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }
}
