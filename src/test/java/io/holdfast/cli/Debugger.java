package io.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.VMDisconnectedException;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.AttachingConnector;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.event.ClassPrepareEvent;
import com.sun.jdi.event.EventSet;
import com.sun.jdi.event.VMStartEvent;
import com.sun.jdi.request.ClassPrepareRequest;
import com.sun.jdi.request.EventRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** Attaches to a JVM that waits at a port, as a development environment does. */
final class Debugger {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** After it accepted the connection. */
    private static final Duration START = Duration.ofSeconds(5);

    private Debugger() {}

    /** Lets a JVM that waits at the port go on until it comes to a class, and leaves it then. One that does not wait is not meant. */
    static void follow(int port, Class<?> type) throws Exception {
        VirtualMachine machine = Awaitility.await("a JVM that waits at port " + port)
                .atMost(PATIENCE)
                .ignoreExceptionsMatching(Debugger::isGone)
                .until(() -> attach(port), Objects::nonNull);
        ClassPrepareRequest prepared = machine.eventRequestManager().createClassPrepareRequest();
        prepared.addClassFilter(type.getName());
        prepared.setSuspendPolicy(EventRequest.SUSPEND_ALL);
        prepared.enable();
        machine.resume();
        awaitClass(machine);
        machine.dispose();
    }

    /** There is none yet, or it has ended since. */
    private static boolean isGone(Throwable failure) {
        return failure instanceof IOException || failure instanceof VMDisconnectedException;
    }

    /** One that goes on as soon as it has started, or that another has let go on, does not say that it starts and waits. */
    private static boolean isWaiting(VirtualMachine machine) throws InterruptedException {
        EventSet first = machine.eventQueue().remove(START.toMillis());
        boolean waits = first != null
                && first.suspendPolicy() == EventRequest.SUSPEND_ALL
                && first.stream().anyMatch(VMStartEvent.class::isInstance);
        if (!waits) {
            machine.dispose();
        }
        return waits;
    }

    private static @Nullable VirtualMachine attach(int port) throws Exception {
        AttachingConnector connector = Bootstrap.virtualMachineManager().attachingConnectors().stream()
                .filter(one -> one.transport().name().equals("dt_socket"))
                .findFirst()
                .orElseThrow();
        Map<String, Connector.Argument> arguments = connector.defaultArguments();
        arguments.get("hostname").setValue("127.0.0.1");
        arguments.get("port").setValue(Integer.toString(port));
        VirtualMachine machine = connector.attach(arguments);
        return isWaiting(machine) ? machine : null;
    }

    private static void awaitClass(VirtualMachine machine) throws InterruptedException {
        while (true) {
            EventSet events = machine.eventQueue().remove(PATIENCE.toMillis());
            assertThat(events).as("the class is loaded").isNotNull();
            if (events.stream().anyMatch(ClassPrepareEvent.class::isInstance)) {
                return;
            }
            events.resume();
        }
    }
}
