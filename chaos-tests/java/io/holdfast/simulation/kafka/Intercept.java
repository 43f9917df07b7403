package io.holdfast.simulation.kafka;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/** A client in front of another, which does some of its work differently: where planted defects live. */
final class Intercept {

    private Intercept() {}

    /** The call of the client behind. */
    interface Call {
        @Nullable
        Object go(Object... arguments) throws Throwable;
    }

    /** What is done instead; most just go on. */
    interface Instead {
        @Nullable
        Object of(String method, Object[] arguments, Call call) throws Throwable;
    }

    @SuppressWarnings("unchecked")
    static <T> T of(Class<? super T> type, T behind, Instead instead) {
        return (T) Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, given) -> {
            Object[] arguments = given == null ? new Object[0] : given;
            return instead.of(method.getName(), arguments, changed -> {
                try {
                    return method.invoke(behind, changed);
                } catch (InvocationTargetException e) {
                    throw e.getCause();
                }
            });
        });
    }
}
