package io.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.AttachingConnector;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.event.ClassPrepareEvent;
import com.sun.jdi.event.EventSet;
import com.sun.jdi.request.ClassPrepareRequest;
import com.sun.jdi.request.EventRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;

/** Attaches to a JVM that waits at a port, as a development environment does. */
final class Debugger {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private Debugger() {}

    /** Lets the JVM at the port go on until it comes to a class, and leaves it then. It has to have waited. */
    static void follow(int port, Class<?> type) throws Exception {
        VirtualMachine machine = Awaitility.await("a JVM at port " + port)
                .atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> attach(port), found -> true);
        assertThat(machine.allThreads()).isNotEmpty().allMatch(thread -> thread.isSuspended());
        ClassPrepareRequest prepared = machine.eventRequestManager().createClassPrepareRequest();
        prepared.addClassFilter(type.getName());
        prepared.setSuspendPolicy(EventRequest.SUSPEND_ALL);
        prepared.enable();
        machine.resume();
        awaitClass(machine);
        machine.dispose();
    }

    private static VirtualMachine attach(int port) throws Exception {
        AttachingConnector connector = Bootstrap.virtualMachineManager().attachingConnectors().stream()
                .filter(one -> one.transport().name().equals("dt_socket"))
                .findFirst()
                .orElseThrow();
        Map<String, Connector.Argument> arguments = connector.defaultArguments();
        arguments.get("hostname").setValue("127.0.0.1");
        arguments.get("port").setValue(Integer.toString(port));
        return connector.attach(arguments);
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
