package io.kindling.driver.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.driver.report.RunView;
import io.kindling.trainer.error.StorageException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Access to the live page. */
final class LiveServerTest {
    private final AtomicInteger stops = new AtomicInteger();
    private final LiveServer server =
            LiveServer.start("127.0.0.1", 0, () -> RunView.preparing("night"), () -> stops.incrementAndGet() == 1);
    private final URI address = URI.create(server.address());
    private final String token = address.getQuery().substring("token=".length());
    private final String host = "127.0.0.1:" + address.getPort();

    @AfterEach
    void close() {
        server.close();
    }

    /** Sends a raw request, so that every header can be forged. */
    private String ask(String line, String... headers) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), address.getPort());
                OutputStream out = socket.getOutputStream()) {
            String request = line + " HTTP/1.1\r\n" + String.join("\r\n", headers)
                    + "\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
            out.write(request.getBytes(StandardCharsets.UTF_8));
            out.flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static int code(String answer) {
        int code = answer.indexOf(' ') + 1;
        return Integer.parseInt(answer.substring(code, answer.indexOf(' ', code)));
    }

    @Test
    void thePageNeedsTheToken() throws IOException {
        String page = ask("GET /?token=" + token, "Host: " + host);
        assertThat(code(page)).isEqualTo(200);
        assertThat(page)
                .contains("Content-Security-Policy", "night", "no-store")
                .doesNotContain(token);
        assertThat(code(ask("GET /", "Host: " + host))).isEqualTo(401);
        assertThat(code(ask("GET /?token=" + token + "x", "Host: " + host))).isEqualTo(401);
        assertThat(code(ask("GET /data.json", "Host: " + host))).isEqualTo(401);
        String data = ask("GET /data.json", "Host: localhost:" + address.getPort(), "X-Kindling-Token: " + token);
        assertThat(data).contains("\"status\":\"preparing\"", "application/json");
        assertThat(code(ask("GET /nowhere", "Host: " + host, "X-Kindling-Token: " + token)))
                .isEqualTo(404);
    }

    @Test
    void requestsFromOtherSitesAreRejected() throws IOException {
        String known = "X-Kindling-Token: " + token;
        assertThat(code(ask("GET /data.json", "Host: evil.example", known))).isEqualTo(403);
        assertThat(code(ask("GET /data.json", "Host: evil.example:" + address.getPort(), known)))
                .isEqualTo(403);
        assertThat(code(ask("POST /stop", "Host: " + host, "Origin: http://evil.example", known)))
                .isEqualTo(403);
        assertThat(code(ask("POST /stop", "Host: " + host, "Origin: null", known)))
                .isEqualTo(403);
        assertThat(stops).hasValue(0);
    }

    @Test
    void onlyAPostWithTheTokenInItsHeaderStops() throws IOException {
        String known = "X-Kindling-Token: " + token;
        assertThat(code(ask("POST /stop", "Host: " + host))).isEqualTo(401);
        assertThat(code(ask("POST /stop?token=" + token, "Host: " + host))).isEqualTo(403);
        assertThat(code(ask("GET /stop", "Host: " + host, known))).isEqualTo(405);
        assertThat(stops).hasValue(0);
        assertThat(code(ask("POST /stop", "Host: " + host, "Origin: http://" + host, known)))
                .isEqualTo(202);
        assertThat(code(ask("POST /stop", "Host: " + host, known))).isEqualTo(409);
        assertThat(stops).hasValue(2);
    }

    @Test
    void aPortInUseIsNamedInTheError() {
        assertThatThrownBy(() ->
                        LiveServer.start("127.0.0.1", address.getPort(), () -> RunView.preparing(""), () -> false))
                .isInstanceOf(StorageException.class)
                .hasMessageStartingWith("Cannot serve the live page at 127.0.0.1:" + address.getPort());
    }
}
