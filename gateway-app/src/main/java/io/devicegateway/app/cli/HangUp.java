package io.devicegateway.app.cli;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIGHUP: many operators send it to have a service read its configuration again, and Java would end the process. The platform has
 * no supported way to handle a signal, so this one is looked up, and left alone where it is not there.
 */
final class HangUp {
    private static final Logger LOG = LoggerFactory.getLogger(HangUp.class);

    private HangUp() {}

    /** From now on it does nothing but say so. */
    static void ignore() {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            InvocationHandler said = (proxy, method, arguments) -> {
                if (method.getName().equals("handle")) {
                    LOG.warn("SIGHUP does nothing: to apply a changed configuration, restart the gateway");
                }
                return null;
            };
            Object ours = Proxy.newProxyInstance(HangUp.class.getClassLoader(), new Class<?>[] {handler}, said);
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), ours);
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.debug("SIGHUP keeps its meaning here", e);
        }
    }
}
