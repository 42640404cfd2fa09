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
 * SIGTERM and SIGINT while a network is trained. The first asks the training to stop, which then saves its state; where no loop runs there is nothing to save, and the process ends as it
 * would have. The second ends it at once.
 *
 * <p>They are caught where the JVM learns of them, before it would begin to shut down: Spark's own shutdown hook, which stops the session, then runs only when the state is saved and the
 * command has returned. Java's handler of signals ({@code sun.misc.Signal}) is a supported module, but refused by the compiler's warnings; hence reflection.
 */
final class Signals implements AutoCloseable {
    /** What a shell adds to the number of a signal that ended a process. */
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

    /** Catches signals until it is closed; where the JVM lets nobody (with {@code -Xrs}), none. */
    static Signals catching(StopRequest stop) {
        Signals signals = new Signals(stop, System::exit, Runtime.getRuntime()::halt);
        NUMBERS.keySet().forEach(signals::install);
        return signals;
    }

    /** One that catches nothing, and is told by {@link #raised}. */
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
            // Somebody else holds the signal: it ends the process, and the last checkpoint counts.
            before.remove(name);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What happens at a signal. */
    void raised(String name) {
        int code = ENDED_BY + NUMBERS.get(name);
        if (!first.compareAndSet(null, name)) {
            halt.accept(code);
        } else if (!stop.ask()) {
            exit.accept(code);
        }
    }

    /** The exit code of a process that a signal stopped; one that was stopped from its page counts as stopped by Ctrl-C. */
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
