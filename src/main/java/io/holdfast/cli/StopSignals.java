package io.holdfast.cli;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * SIGINT and SIGTERM end a command in good order, with its own exit code. A shutdown hook could not do that: it cannot
 * change the exit code but by cutting off the other hooks. Who sends a signal again does not want to wait: that ends the
 * process at once, which costs nothing but the batch that is running.
 */
final class StopSignals {

    /** What a shell reports for a process that SIGINT ended. */
    private static final int INTERRUPTED = 130;

    private StopSignals() {}

    /** Calls the action at the first signal. */
    static void call(Runnable stop) {
        AtomicBoolean stopping = new AtomicBoolean();
        InvocationHandler onSignal = (proxy, method, arguments) -> {
            if (stopping.getAndSet(true)) {
                Runtime.getRuntime().halt(INTERRUPTED);
            }
            stop.run();
            return null;
        };
        handle("INT", onSignal);
        handle("TERM", onSignal);
    }

    /** By reflection: the compiler warns of this class and cannot be told not to, though all JDKs have it. */
    private static void handle(String name, InvocationHandler onSignal) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object proxy =
                    Proxy.newProxyInstance(StopSignals.class.getClassLoader(), new Class<?>[] {handler}, onSignal);
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this JVM has no sun.misc.Signal (module jdk.unsupported)", e);
        }
    }
}
