package io.kindling.driver.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.driver.report.RunView;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Slow, silent or many clients do not block the page and the stop button for others, and their connections are closed.
 */
final class SlowClientsTest {
    private static final int DEADLINE_MILLISECONDS = 30_000;

    private final List<Socket> sockets = new ArrayList<>();
    private LiveServer server;
    private URI address;
    private String token;

    private void serve(Limits limits, int nameLength) {
        String name = "x".repeat(nameLength);
        server = LiveServer.start("127.0.0.1", 0, limits, () -> RunView.preparing(name), () -> true);
        address = URI.create(server.address());
        token = address.getQuery().substring("token=".length());
    }

    @AfterEach
    void close() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        if (server != null) {
            server.close();
        }
    }

    /** The bytes that a client sends before it falls silent with an open connection. */
    private enum Attack {
        NOTHING(""),
        HALF_A_LINE("GET /?tok"),
        HALF_THE_HEADERS("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Long: "),
        NO_BODY("POST /stop HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\n"),
        HALF_A_BODY("POST /stop HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab"),
        KEPT_ALIVE("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: keep-alive\r\n\r\n"),
        NO_REQUEST("\u0016\u0003\u0001\r\n\r\n"),
        NO_END("x".repeat(20_000));

        private final String text;

        Attack(String text) {
            this.text = text;
        }
    }

    private Socket connect() throws IOException {
        Socket socket = connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), address.getPort()));
        sockets.add(socket);
        return socket;
    }

    private static Socket connect(InetSocketAddress address) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(address);
        socket.setSoTimeout(DEADLINE_MILLISECONDS);
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private String request(String line) {
        return line + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nX-Kindling-Token: " + token + "\r\n\r\n";
    }

    /** Requests the page like a browser, independent of other connections. */
    private void assertServed() throws IOException {
        for (String line : List.of("GET / 200", "GET /data.json 200", "POST /stop 202")) {
            try (Socket socket = connect()) {
                send(socket, request(line.substring(0, line.length() - 4)));
                String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertThat(answer).startsWith("HTTP/1.1 " + line.substring(line.length() - 3));
                assertThat(answer).hasSizeGreaterThan(100);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void silentClientsDoNotBlockOthers(Attack attack) throws IOException {
        serve(new Limits(), 10);
        for (int i = 0; i < 100; i++) {
            send(connect(), attack.text);
        }
        assertServed();
    }

    @Test
    void headersSentByteByByteDoNotBlockOthers() throws IOException {
        serve(new Limits(), 10);
        List<Socket> slow = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            slow.add(connect());
        }
        for (char letter : "GET / HTTP".toCharArray()) {
            for (Socket socket : slow) {
                send(socket, String.valueOf(letter));
            }
            assertServed();
        }
    }

    @Test
    void unreadPagesDoNotBlockOthers() throws IOException {
        serve(new Limits(4, Duration.ofSeconds(30), Duration.ofSeconds(30)), 8 << 20);
        for (int i = 0; i < 8; i++) {
            send(connect(), request("GET /data.json"));
        }
        assertServed();
    }

    /** Of a thousand connections, the oldest above the limit are closed. */
    @Test
    void connectionsAreLimited() throws IOException {
        int limit = 64;
        serve(new Limits(limit, Duration.ofMinutes(10), Duration.ofMinutes(10)), 10);
        List<Socket> many = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            many.add(connect());
            send(many.get(i), "GET");
        }
        assertServed();
        for (Socket socket : many.subList(0, many.size() - limit)) {
            assertThat(isClosed(socket)).isTrue();
        }
    }

    /** Reads until the other side closes. Throws when the deadline has passed. */
    private static boolean isClosed(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketException e) {
            return true;
        }
    }

    @Test
    void aRequestNotSentInTimeIsClosed() throws IOException {
        serve(new Limits(64, Duration.ofMillis(200), Duration.ofMinutes(10)), 10);
        Socket silent = connect();
        Socket half = connect();
        send(half, "GET / HTTP/1.1\r\n");
        assertThat(isClosed(silent)).isTrue();
        assertThat(isClosed(half)).isTrue();
    }

    @Test
    @Timeout(60)
    void aResponseNotReadInTimeIsClosed() throws IOException, InterruptedException {
        int length = 8 << 20;
        Limits limits = new Limits(64, Duration.ofMinutes(10), Duration.ofMillis(200));
        InetSocketAddress loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        CountDownLatch requested = new CountDownLatch(1);
        Function<Request, Response> handler = request -> {
            requested.countDown();
            return Response.plain(200, "x".repeat(length));
        };
        try (HttpListener listener = HttpListener.start(loopback, limits, handler);
                Socket slow = connect(listener.address())) {
            send(slow, "GET / HTTP/1.1\r\n\r\n");
            requested.await();
            while (listener.connections() > 0) {
                Thread.onSpinWait();
            }
            assertThat(bytes(slow.getInputStream())).isLessThan(length);
        }
    }

    private static int bytes(InputStream in) throws IOException {
        int bytes = 0;
        try {
            while (in.read() >= 0) {
                bytes++;
            }
        } catch (SocketException e) {
            assertThat(e).hasMessageContaining("reset");
        }
        return bytes;
    }
}
