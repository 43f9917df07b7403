package io.holdfast.simulation;

import java.io.IOException;
import java.io.UncheckedIOException;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.agent.ByteBuddyAgent;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.loading.ClassReloadingStrategy;
import net.bytebuddy.matcher.ElementMatcher;

/**
 * A defect in a class of production, there until this is closed: the class is loaded anew with the advice woven into one
 * of its methods, so that production code needs no switch. Concerns the whole JVM; one at a time.
 */
public final class PlantedDefect implements AutoCloseable {

    private final Class<?> type;
    private final ClassReloadingStrategy reloading;

    private PlantedDefect(Class<?> type, ClassReloadingStrategy reloading) {
        this.type = type;
        this.reloading = reloading;
    }

    /** Weaves the advice into those methods of a class. */
    public static PlantedDefect plant(
            String className, ElementMatcher<? super MethodDescription> method, Class<?> advice) {
        ByteBuddyAgent.install();
        ClassReloadingStrategy reloading = ClassReloadingStrategy.fromInstalledAgent();
        try {
            Class<?> type = Class.forName(className);
            if (TypeDescription.ForLoadedType.of(type)
                    .getDeclaredMethods()
                    .filter(method)
                    .isEmpty()) {
                throw new IllegalStateException(className + " has no method " + method + " to plant a defect in");
            }
            try (var changed = new ByteBuddy()
                    .redefine(type)
                    .visit(Advice.to(advice).on(method))
                    .make()) {
                changed.load(type.getClassLoader(), reloading);
            }
            return new PlantedDefect(type, reloading);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("cannot plant a defect in " + className, e);
        }
    }

    @Override
    public void close() {
        try {
            reloading.reset(type);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
