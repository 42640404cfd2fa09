package io.kindling.driver.live;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A small HTTP server: one request for each connection, in a thread of a bounded pool. A client that is slow, silent or gone takes a connection for a limited time, and never the place of one
 * that sends its request at once ({@link Limits}). The JDK's own server has such limits only as settings of the whole JVM, and not all of them.
 */
final class HttpListener implements AutoCloseable {
    private static final String END = "\r\n\r\n";
    private static final int MAX_HEAD_BYTES = 16 << 10;
    private static final int MAX_DRAINED_BYTES = 1 << 20;
    private static final long IDLE_THREAD_SECONDS = 30;
    private static final long FAREWELL_SECONDS = 1;
    private static final long PAUSE_NANOSECONDS = TimeUnit.MILLISECONDS.toNanos(50);

    private final ServerSocket server;
    private final Limits limits;
    private final Function<Request, Response> handler;
    private final ThreadPoolExecutor threads;
    private final ScheduledThreadPoolExecutor clock;

    /** Open connections, oldest first; guarded by itself. */
    private final Set<Connection> open = new LinkedHashSet<>();

    private HttpListener(ServerSocket server, Limits limits, Function<Request, Response> handler) {
        this.server = server;
        this.limits = limits;
        this.handler = handler;
        this.threads = new ThreadPoolExecutor(
                limits.connections(),
                limits.connections(),
                IDLE_THREAD_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                daemon("kindling-live"));
        threads.allowCoreThreadTimeOut(true);
        this.clock = new ScheduledThreadPoolExecutor(1, daemon("kindling-live-clock"));
        clock.setRemoveOnCancelPolicy(true);
    }

    private static ThreadFactory daemon(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    /**
     * Listens.
     *
     * @param handler answers a request, in any thread
     * @throws IOException if the address is in use
     */
    static HttpListener start(InetSocketAddress address, Limits limits, Function<Request, Response> handler)
            throws IOException {
        ServerSocket server = new ServerSocket();
        try {
            server.bind(address, limits.connections());
        } catch (IOException e) {
            server.close();
            throw e;
        }
        HttpListener listener = new HttpListener(server, limits, handler);
        daemon("kindling-live-accept").newThread(listener::accept).start();
        return listener;
    }

    /** Where it listens. */
    InetSocketAddress address() {
        return (InetSocketAddress) server.getLocalSocketAddress();
    }

    /** Connections that are open. */
    int connections() {
        synchronized (open) {
            return open.size();
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                admit(new Connection(server.accept()));
            } catch (IOException e) {
                if (!server.isClosed()) {
                    // The process has no file descriptor left.
                    evict();
                    LockSupport.parkNanos(PAUSE_NANOSECONDS);
                }
            }
        }
    }

    private void admit(Connection connection) {
        synchronized (open) {
            while (open.size() >= limits.connections()) {
                evict();
            }
            open.add(connection);
        }
        try {
            connection.limit(limits.request());
            threads.execute(connection);
        } catch (RejectedExecutionException e) {
            // The listener was closed meanwhile.
            connection.abort();
        }
    }

    private void evict() {
        synchronized (open) {
            Optional<Connection> waiting =
                    open.stream().filter(connection -> !connection.isServed).findFirst();
            waiting.or(() -> open.stream().findFirst()).ifPresent(oldest -> {
                open.remove(oldest);
                oldest.abort();
            });
        }
    }

    /** Takes no more requests, and closes every connection: those that are being answered a second later at most. */
    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            // It is closed all the same.
        }
        abort(connection -> !connection.isServed);
        threads.shutdown();
        try {
            threads.awaitTermination(FAREWELL_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        abort(connection -> true);
        clock.shutdownNow();
    }

    private void abort(Predicate<Connection> which) {
        synchronized (open) {
            open.stream().filter(which).forEach(Connection::abort);
        }
    }

    private final class Connection implements Runnable {
        private final Socket socket;
        private Future<?> deadline;
        private volatile boolean isServed;

        Connection(Socket socket) {
            this.socket = socket;
        }

        /** Sets, or sets anew, the time after which the connection is closed. */
        synchronized void limit(Duration time) {
            unlimit();
            deadline = clock.schedule(this::abort, time.toNanos(), TimeUnit.NANOSECONDS);
        }

        private synchronized void unlimit() {
            if (deadline != null) {
                deadline.cancel(false);
            }
        }

        /** Closes the connection from another thread, without waiting for what was not sent. */
        void abort() {
            try {
                socket.setSoLinger(true, 0);
            } catch (IOException e) {
                // Closed already.
            }
            close();
        }

        private void close() {
            try {
                socket.close();
            } catch (IOException e) {
                // It is closed all the same.
            }
        }

        @Override
        public void run() {
            try (socket) {
                serve();
            } catch (IOException e) {
                // The client is gone, or was too slow: there is nobody to tell.
            } finally {
                unlimit();
                synchronized (open) {
                    open.remove(this);
                }
            }
        }

        private void serve() throws IOException {
            InputStream in = socket.getInputStream();
            Optional<String> head = head(in);
            if (head.isEmpty()) {
                return;
            }
            isServed = true;
            limit(limits.response());
            Optional<Request> request = Request.parse(head.get());
            send(request.map(handler).orElse(Response.plain(400, "This is no request, or a very long one.")));
            isServed = false;
            if (request.isEmpty() || request.get().hasBody()) {
                // A connection that is closed with bytes unread may take the response with it.
                limit(limits.request());
                socket.shutdownOutput();
                drain(in);
            }
        }

        /** What comes before the first empty line, {@code ""} if that is too long; empty if the client closes before. */
        private Optional<String> head(InputStream in) throws IOException {
            byte[] bytes = new byte[MAX_HEAD_BYTES];
            int length = 0;
            while (length < bytes.length) {
                int count = in.read(bytes, length, bytes.length - length);
                if (count < 0) {
                    return Optional.empty();
                }
                // The four bytes of its end may have come in parts.
                int from = Math.max(0, length - END.length() + 1);
                length += count;
                int end = new String(bytes, from, length - from, StandardCharsets.ISO_8859_1).indexOf(END);
                if (end >= 0) {
                    return Optional.of(new String(bytes, 0, from + end, StandardCharsets.ISO_8859_1));
                }
            }
            return Optional.of("");
        }

        private void send(Response response) throws IOException {
            byte[] body = response.body();
            OutputStream out = socket.getOutputStream();
            out.write(response.head(body.length));
            out.write(body);
        }

        private static void drain(InputStream in) throws IOException {
            byte[] buffer = new byte[8 << 10];
            int count = in.read(buffer);
            for (int drained = 0; count >= 0 && drained < MAX_DRAINED_BYTES; drained += count) {
                count = in.read(buffer);
            }
        }
    }
}
