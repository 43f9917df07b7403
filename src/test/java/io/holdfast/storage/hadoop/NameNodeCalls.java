package io.holdfast.storage.hadoop;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.LoggerFactory;

/** What the clients in this process ask NameNodes, as Hadoop's RPC logs it: one method name per round trip. */
public final class NameNodeCalls implements AutoCloseable {

    private static final Pattern CALL = Pattern.compile("Call: (\\w+) took .*");

    /** Asked every half minute by a thread of its own. */
    private static final String IN_BACKGROUND = "renewLease";

    private final Logger logger = (Logger) LoggerFactory.getLogger("org.apache.hadoop.ipc.ProtobufRpcEngine2");
    private final boolean passedOn = logger.isAdditive();
    private final List<String> calls = Collections.synchronizedList(new ArrayList<>());

    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            Matcher call = CALL.matcher(event.getFormattedMessage());
            if (call.matches() && !call.group(1).equals(IN_BACKGROUND)) {
                calls.add(call.group(1));
            }
        }
    };

    /** Listens from now on. */
    public NameNodeCalls() {
        appender.start();
        logger.setLevel(Level.DEBUG);
        logger.setAdditive(false);
        logger.addAppender(appender);
    }

    /** The calls since this was asked last. */
    public List<String> take() {
        synchronized (calls) {
            List<String> taken = List.copyOf(calls);
            calls.clear();
            return taken;
        }
    }

    @Override
    public void close() {
        logger.detachAppender(appender);
        logger.setAdditive(passedOn);
        logger.setLevel(null);
    }
}
