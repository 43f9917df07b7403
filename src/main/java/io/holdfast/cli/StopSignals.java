package io.holdfast.cli;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * SIGINT and SIGTERM end a command in good order, with its own exit code. A shutdown hook could not do that: it cannot
 * change the exit code but by cutting off the other hooks. Who sends a signal again does not want to wait: that ends the
 * process at once, which costs nothing but the batch that is running.
 */
final class StopSignals {

    /** What closing may take after the last moment at which the engine still waits for something. */
    private static final Duration TO_CLOSE = Duration.ofSeconds(2);

    private StopSignals() {}

    /** The signals, with what a shell reports for a process that they ended. */
    private enum Kind {
        INT(130),
        TERM(143);

        private final int exitCode;

        Kind(int exitCode) {
            this.exitCode = exitCode;
        }
    }

    /**
     * The same, and ends the process if it is still there after a time, a batch of the user's code that does not end with it: as
     * good as a crash, which loses nothing, and all that was asked for.
     */
    static void call(Runnable stop, Supplier<Duration> atMost, Runnable abandoning) {
        call(() -> {
            stop.run();
            sleep(atMost.get().plus(TO_CLOSE));
            abandoning.run();
            Runtime.getRuntime().halt(0);
        });
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Calls the action at the first signal, on a thread of its own. */
    static void call(Runnable stop) {
        AtomicBoolean stopping = new AtomicBoolean();
        for (Kind kind : Kind.values()) {
            handle(kind.name(), (proxy, method, arguments) -> {
                if (stopping.getAndSet(true)) {
                    Runtime.getRuntime().halt(kind.exitCode);
                }
                stop.run();
                return null;
            });
        }
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
