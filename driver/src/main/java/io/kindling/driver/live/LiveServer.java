package io.kindling.driver.live;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.kindling.driver.report.ReportPage;
import io.kindling.driver.report.RunView;
import io.kindling.trainer.error.StorageException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Serves the report of a running training over HTTP: the page at {@code /}, its data at {@code /data.json}, and {@code
 * POST /stop}. Every request needs the token of {@link #address}. The server uses its own threads and holds no lock
 * that the training waits for.
 */
public final class LiveServer implements AutoCloseable {
    private static final long WATCHED_NANOSECONDS = TimeUnit.SECONDS.toNanos(6);
    private static final long FAREWELL_MILLISECONDS = 4000;

    private final ObjectMapper json = new ObjectMapper();
    private final HttpListener listener;
    private final Access access;
    private final AtomicReference<Supplier<RunView>> run;
    private final BooleanSupplier stop;
    private final AtomicLong lastAsked = new AtomicLong(Long.MIN_VALUE);
    private volatile boolean saidTheEnd;

    private LiveServer(
            InetSocketAddress address, Access access, Limits limits, Supplier<RunView> run, BooleanSupplier stop)
            throws IOException {
        this.access = access;
        this.run = new AtomicReference<>(run);
        this.stop = stop;
        this.listener = HttpListener.start(address, limits, this::answer);
    }

    /**
     * Starts a server.
     *
     * @param host to bind to
     * @param port 0 chooses a free one
     * @param run supplies the view for each request
     * @param stop requests a stop, and returns whether a training received it
     * @throws StorageException if the address cannot be bound
     */
    public static LiveServer start(String host, int port, Supplier<RunView> run, BooleanSupplier stop) {
        return start(host, port, new Limits(), run, stop);
    }

    static LiveServer start(String host, int port, Limits limits, Supplier<RunView> run, BooleanSupplier stop) {
        try {
            InetSocketAddress address = new InetSocketAddress(InetAddress.getByName(host), port);
            return new LiveServer(address, Access.withNewToken(host), limits, run, stop);
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

    /** Returns the address to open in a browser, including the token. */
    public String address() {
        InetSocketAddress bound = listener.address();
        return "http://" + access.host(bound) + ":" + bound.getPort() + "/?token=" + access.token();
    }

    private Response answer(Request request) {
        Access.Verdict verdict = access.judge(request);
        if (verdict != Access.Verdict.GRANTED) {
            return Response.plain(verdict.code(), verdict.text());
        }
        try {
            return switch (request.path()) {
                case "/" -> get(request, "text/html", () -> ReportPage.live(view()));
                case "/data.json" -> get(request, "application/json", this::data);
                case "/stop" -> stop(request);
                default -> Response.plain(404, "Page not found.");
            };
        } catch (RuntimeException e) {
            return Response.plain(500, "Cannot create the page: " + e.getClass().getSimpleName());
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

    private static Response get(Request request, String type, Supplier<String> text) {
        return request.method().equals("GET") ? new Response(200, type, text.get()) : Response.plain(405, "Only GET.");
    }

    private Response stop(Request request) {
        if (!request.method().equals("POST")) {
            return Response.plain(405, "Only POST.");
        }
        if (!access.hasTokenHeader(request)) {
            return Response.plain(403, "The token must be in the header " + Access.HEADER + ".");
        }
        return stop.getAsBoolean()
                ? Response.plain(202, "The training stops after this iteration.")
                : Response.plain(409, "No iteration is running.");
    }

    /** Stops the server. First waits up to a few seconds for an open page to load the result of the run. */
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
        listener.close();
    }
}
