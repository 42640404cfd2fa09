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
 * A small HTTP server. Serves one request per connection in a thread of a bounded pool. A slow, silent or gone client
 * holds a connection for a limited time only, and never blocks a client that sends its request at once ({@link
 * Limits}). The HTTP server of the JDK has only some of these limits, and only as settings of the whole JVM.
 */
final class HttpListener implements AutoCloseable {
    private static final String END = "\r\n\r\n";
    private static final int MAX_HEAD_BYTES = 16 << 10;
    private static final int MAX_DRAINED_BYTES = 1 << 20;
    private static final long IDLE_THREAD_SECONDS = 2;
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
     * Starts a server.
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

    /** Returns the address that it listens on. */
    InetSocketAddress address() {
        return (InetSocketAddress) server.getLocalSocketAddress();
    }

    /** Returns the number of open connections. */
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
            // The listener was closed in the meantime.
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

    /**
     * Accepts no more requests and closes every connection. Connections that are sending a response are closed after at
     * most one second.
     */
    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            // The socket is closed in any case.
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

        /** Sets or replaces the time after which the connection is closed. */
        synchronized void limit(Duration time) {
            cancelLimit();
            deadline = clock.schedule(this::abort, time.toNanos(), TimeUnit.NANOSECONDS);
        }

        private synchronized void cancelLimit() {
            if (deadline != null) {
                deadline.cancel(false);
            }
        }

        /** Closes the connection from another thread and discards unsent data. */
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
                // The socket is closed in any case.
            }
        }

        @Override
        public void run() {
            try (socket) {
                serve();
            } catch (IOException e) {
                // The client is gone or was too slow to receive an error.
            } finally {
                cancelLimit();
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
            send(request.map(handler).orElse(Response.plain(400, "This is not an HTTP request, or it is too long.")));
            isServed = false;
            if (request.isEmpty() || request.get().hasBody()) {
                // Closing a connection with unread bytes may discard the response.
                limit(limits.request());
                socket.shutdownOutput();
                drain(in);
            }
        }

        /**
         * Reads up to the first empty line. Returns {@code ""} if that is too long, and empty if the client closes
         * first.
         */
        private Optional<String> head(InputStream in) throws IOException {
            byte[] bytes = new byte[MAX_HEAD_BYTES];
            int length = 0;
            while (length < bytes.length) {
                int count = in.read(bytes, length, bytes.length - length);
                if (count < 0) {
                    return Optional.empty();
                }
                // The four bytes at the end may arrive in parts.
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
