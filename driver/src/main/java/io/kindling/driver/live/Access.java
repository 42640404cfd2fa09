package io.kindling.driver.live;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Controls access to the live page. A client must have the token, which is part of the printed address. A page of
 * another site cannot use a browser to reach this server: foreign host names are rejected (DNS rebinding), and so are
 * requests from other origins (CSRF).
 */
final class Access {
    /** Name of the header that carries the token in requests of the page. */
    static final String HEADER = "X-Kindling-Token";

    private static final int TOKEN_BYTES = 24;
    private static final Pattern ADDRESS = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|\\[[0-9a-f:.%]+]");

    private final String host;
    private final String token;

    private Access(String host, String token) {
        this.host = host.toLowerCase(Locale.ROOT);
        this.token = token;
    }

    /** Returns access with a new random token. */
    static Access withNewToken(String host) {
        byte[] bytes = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(bytes);
        return new Access(host, Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /** The response to a request. */
    enum Verdict {
        GRANTED(200, ""),
        WRONG_HOST(403, "Unknown host name."),
        WRONG_ORIGIN(403, "Requests from other sites are not allowed."),
        NO_TOKEN(401, "Open the address that the training printed; it contains the token.");

        private final int code;
        private final String text;

        Verdict(int code, String text) {
            this.code = code;
            this.text = text;
        }

        int code() {
            return code;
        }

        String text() {
            return text;
        }
    }

    String token() {
        return token;
    }

    /** Returns the host to open: the requested one, or the loopback address if the server listens on all addresses. */
    String host(InetSocketAddress bound) {
        if (bound.getAddress().isAnyLocalAddress()) {
            return "127.0.0.1";
        }
        String address = bound.getAddress().getHostAddress();
        return address.contains(":") ? "[" + address + "]" : address;
    }

    Verdict judge(Request request) {
        String requestedHost = request.header("Host");
        if (requestedHost == null || !isTrustedHost(requestedHost)) {
            return Verdict.WRONG_HOST;
        }
        String origin = request.header("Origin");
        if (origin != null && !origin.equalsIgnoreCase("http://" + requestedHost)) {
            return Verdict.WRONG_ORIGIN;
        }
        return hasTokenHeader(request) || hasTokenInAddress(request) ? Verdict.GRANTED : Verdict.NO_TOKEN;
    }

    /** Returns whether no other site can own a name: a numeric address, localhost, or the requested host. */
    private boolean isTrustedHost(String requestedHost) {
        String name = requestedHost.toLowerCase(Locale.ROOT).replaceFirst(":\\d+$", "");
        return name.equals("localhost")
                || name.equals(host)
                || ADDRESS.matcher(name).matches();
    }

    boolean hasTokenHeader(Request request) {
        return isToken(request.header(HEADER));
    }

    private boolean hasTokenInAddress(Request request) {
        String query = request.target().getQuery();
        return query != null && query.startsWith("token=") && isToken(query.substring("token=".length()));
    }

    private boolean isToken(String given) {
        return given != null
                && MessageDigest.isEqual(
                        given.getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
    }
}
