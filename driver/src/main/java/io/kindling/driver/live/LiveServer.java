package io.kindling.driver.live;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.kindling.driver.report.ReportPage;
import io.kindling.driver.report.RunView;
import io.kindling.trainer.error.StorageException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The report of a training while it goes, over HTTP: the page at {@code /}, what it draws at {@code /data.json}, and {@code POST /stop}. All of it needs the token of {@link #address}. It
 * works in threads of its own and holds no lock that the training waits for.
 */
public final class LiveServer implements AutoCloseable {
    private static final int THREADS = 4;
    private static final int BACKLOG = 32;
    private static final long WATCHED_NANOSECONDS = TimeUnit.SECONDS.toNanos(6);
    private static final long FAREWELL_MILLISECONDS = 4000;

    private final ObjectMapper json = new ObjectMapper();
    private final HttpServer server;
    private final ExecutorService threads;
    private final Access access;
    private final AtomicReference<Supplier<RunView>> run;
    private final BooleanSupplier stop;
    private final AtomicLong lastAsked = new AtomicLong(Long.MIN_VALUE);
    private volatile boolean saidTheEnd;

    private LiveServer(HttpServer server, Access access, Supplier<RunView> run, BooleanSupplier stop) {
        this.server = server;
        this.access = access;
        this.run = new AtomicReference<>(run);
        this.stop = stop;
        this.threads = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "kindling-live");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Serves.
     *
     * @param host to bind to
     * @param port 0 takes a free one
     * @param run asked at each request
     * @param stop asks the training to stop, and says whether there was one to ask
     * @throws StorageException if the address cannot be had
     */
    public static LiveServer start(String host, int port, Supplier<RunView> run, BooleanSupplier stop) {
        try {
            HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getByName(host), port), BACKLOG);
            LiveServer server = new LiveServer(http, Access.withNewToken(host), run, stop);
            http.setExecutor(server.threads);
            http.createContext("/", server::answer);
            http.start();
            return server;
        } catch (IOException e) {
            throw new StorageException(
                    "Cannot serve the live page at " + host + ":" + port + ": " + e.getMessage()
                            + "; give another port with --ui",
                    e);
        }
    }

    /** Shows another run from now on. */
    public void show(Supplier<RunView> other) {
        run.set(other);
    }

    /** What to open in a browser; the token is in it. */
    public String address() {
        InetSocketAddress bound = server.getAddress();
        return "http://" + access.host(bound) + ":" + bound.getPort() + "/?token=" + access.token();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            Access.Verdict verdict = access.judge(exchange);
            if (verdict != Access.Verdict.GRANTED) {
                send(exchange, verdict.code(), "text/plain", verdict.text());
                return;
            }
            String method = exchange.getRequestMethod();
            switch (exchange.getRequestURI().getPath()) {
                case "/" -> get(exchange, method, "text/html", () -> ReportPage.live(view()));
                case "/data.json" -> get(exchange, method, "application/json", this::data);
                case "/stop" -> stop(exchange, method);
                default -> send(exchange, 404, "text/plain", "There is no such page.");
            }
        } catch (RuntimeException e) {
            send(
                    exchange,
                    500,
                    "text/plain",
                    "The page could not be made: " + e.getClass().getSimpleName());
        }
    }

    private RunView view() {
        return run.get().get();
    }

    private String data() {
        RunView view = view();
        lastAsked.set(System.nanoTime());
        saidTheEnd = view.hasEnded();
        try {
            return json.writeValueAsString(ReportPage.document(List.of(view)));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void get(HttpExchange exchange, String method, String type, Supplier<String> text)
            throws IOException {
        if (method.equals("GET")) {
            send(exchange, 200, type, text.get());
        } else {
            send(exchange, 405, "text/plain", "Only GET.");
        }
    }

    private void stop(HttpExchange exchange, String method) throws IOException {
        if (!method.equals("POST")) {
            send(exchange, 405, "text/plain", "Only POST.");
        } else if (!access.hasTokenHeader(exchange)) {
            send(exchange, 403, "text/plain", "The token must be in the header " + Access.HEADER + ".");
        } else if (stop.getAsBoolean()) {
            send(exchange, 202, "text/plain", "The training stops after this iteration.");
        } else {
            send(exchange, 409, "text/plain", "No iteration is under way.");
        }
    }

    private static void send(HttpExchange exchange, int code, String type, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        var headers = exchange.getResponseHeaders();
        headers.set("Content-Type", type + "; charset=utf-8");
        headers.set("Cache-Control", "no-store");
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("X-Frame-Options", "DENY");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
        exchange.sendResponseHeaders(code, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    /** Ends; but first lets a page that somebody looks at learn how the run ended, for a few seconds at most. */
    @Override
    public void close() {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(FAREWELL_MILLISECONDS);
        boolean watched =
                lastAsked.get() != Long.MIN_VALUE && System.nanoTime() - lastAsked.get() < WATCHED_NANOSECONDS;
        try {
            while (watched && !saidTheEnd && System.nanoTime() < until) {
                TimeUnit.MILLISECONDS.sleep(50);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        server.stop(0);
        threads.shutdownNow();
    }
}
