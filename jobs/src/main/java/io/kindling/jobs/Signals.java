package io.kindling.jobs;

import io.kindling.driver.run.StopRequest;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;

/**
 * Handles SIGTERM and SIGINT during training. The first signal requests a stop, and the training saves its state. If no
 * training loop is running, there is nothing to save and the process exits. The second signal exits immediately.
 *
 * <p>A signal handler runs before the JVM shuts down. Spark's shutdown hook, which stops the session, therefore runs
 * only after the state is saved and the command has returned. The API {@code sun.misc.Signal} is in a supported module,
 * but the compiler warns about it, so it is called by reflection.
 */
final class Signals implements AutoCloseable {
    /** Offset of the exit code of a process ended by a signal. */
    private static final int ENDED_BY = 128;

    private static final Map<String, Integer> NUMBERS = Map.of("TERM", 15, "INT", 2);

    private final StopRequest stop;
    private final IntConsumer exit;
    private final IntConsumer halt;
    private final AtomicReference<String> first = new AtomicReference<>();
    private final Map<Object, Object> before = new LinkedHashMap<>();

    private Signals(StopRequest stop, IntConsumer exit, IntConsumer halt) {
        this.stop = stop;
        this.exit = exit;
        this.halt = halt;
    }

    /**
     * Installs handlers until it is closed. With {@code -Xrs} the JVM does not allow handlers, and none is installed.
     */
    static Signals catching(StopRequest stop) {
        Signals signals = new Signals(stop, System::exit, Runtime.getRuntime()::halt);
        NUMBERS.keySet().forEach(signals::install);
        return signals;
    }

    /** Creates an instance without handlers; call {@link #raised} to send a signal. */
    static Signals told(StopRequest stop, IntConsumer exit, IntConsumer halt) {
        return new Signals(stop, exit, halt);
    }

    private void install(String name) {
        try {
            Class<?> type = Class.forName("sun.misc.Signal");
            Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
            InvocationHandler invocation = (proxy, method, arguments) -> {
                if (method.getName().equals("handle")) {
                    raised(name);
                    return null;
                }
                return method.invoke(this, arguments);
            };
            Object handler =
                    Proxy.newProxyInstance(Signals.class.getClassLoader(), new Class<?>[] {handlerType}, invocation);
            Object signal = type.getConstructor(String.class).newInstance(name);
            before.put(signal, type.getMethod("handle", type, handlerType).invoke(null, signal, handler));
        } catch (InvocationTargetException e) {
            // Another handler owns the signal: it ends the process, and a resume starts at the last checkpoint.
            before.remove(name);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Handles a signal. */
    void raised(String name) {
        int code = ENDED_BY + NUMBERS.get(name);
        if (!first.compareAndSet(null, name)) {
            halt.accept(code);
        } else if (!stop.request()) {
            exit.accept(code);
        }
    }

    /** The exit code after a stop. A stop from the live page counts as Ctrl-C. */
    int exitCode() {
        String name = first.get();
        return ENDED_BY + NUMBERS.get(name == null ? "INT" : name);
    }

    @Override
    public void close() {
        List<Map.Entry<Object, Object>> handlers = new ArrayList<>(before.entrySet());
        for (Map.Entry<Object, Object> handler : handlers) {
            try {
                Class<?> type = handler.getKey().getClass();
                type.getMethod("handle", type, Class.forName("sun.misc.SignalHandler"))
                        .invoke(null, handler.getKey(), handler.getValue());
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
