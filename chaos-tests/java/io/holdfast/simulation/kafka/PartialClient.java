package io.holdfast.simulation.kafka;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.ConcurrentHashMap;

/** A client interface of Kafka, of which a small class has the methods that are used; all others refuse. */
final class PartialClient {

    private record Key(Class<?> type, Method method) {}

    private static final ConcurrentHashMap<Key, Method> METHODS = new ConcurrentHashMap<>();

    private PartialClient() {}

    @SuppressWarnings("unchecked")
    static <T> T of(Class<? super T> client, Object methods) {
        return (T)
                Proxy.newProxyInstance(client.getClassLoader(), new Class<?>[] {client}, (proxy, method, arguments) -> {
                    Key key = new Key(methods.getClass(), method);
                    Method own = METHODS.computeIfAbsent(key, PartialClient::find);
                    try {
                        return own.invoke(methods, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static Method find(Key key) {
        try {
            Method found = key.type.getDeclaredMethod(key.method.getName(), key.method.getParameterTypes());
            found.setAccessible(true);
            return found;
        } catch (NoSuchMethodException e) {
            throw new UnsupportedOperationException("the simulation has no " + key.method, e);
        }
    }
}
