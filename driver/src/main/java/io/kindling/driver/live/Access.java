package io.kindling.driver.live;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Who may see and stop a training: whoever has the token, which the printed address carries. A page of another site cannot lead a browser here: its name for this address is refused (DNS rebinding),
 * and so is a request that comes from it (CSRF).
 */
final class Access {
    /** Carries the token of whatever the page asks for. */
    static final String HEADER = "X-Kindling-Token";

    private static final int TOKEN_BYTES = 24;
    private static final Pattern ADDRESS = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|\\[[0-9a-f:.%]+]");

    private final String host;
    private final String token;

    private Access(String host, String token) {
        this.host = host.toLowerCase(Locale.ROOT);
        this.token = token;
    }

    /** Access with a token that nobody can guess. */
    static Access withNewToken(String host) {
        byte[] bytes = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(bytes);
        return new Access(host, Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /** What a request is answered. */
    enum Verdict {
        GRANTED(200, ""),
        WRONG_HOST(403, "This address has another name."),
        WRONG_ORIGIN(403, "Another site may not ask."),
        NO_TOKEN(401, "Open the address that the training printed: it carries a token.");

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

    /** The name to open: that which was asked for, or where it stands for all addresses, this machine's own. */
    String host(InetSocketAddress bound) {
        if (bound.getAddress().isAnyLocalAddress()) {
            return "127.0.0.1";
        }
        String address = bound.getAddress().getHostAddress();
        return address.contains(":") ? "[" + address + "]" : address;
    }

    Verdict judge(Request request) {
        String asked = request.header("Host");
        if (asked == null || !isOurs(asked)) {
            return Verdict.WRONG_HOST;
        }
        String origin = request.header("Origin");
        if (origin != null && !origin.equalsIgnoreCase("http://" + asked)) {
            return Verdict.WRONG_ORIGIN;
        }
        return hasTokenHeader(request) || hasTokenInAddress(request) ? Verdict.GRANTED : Verdict.NO_TOKEN;
    }

    /** A name that no other site can own: an address in numbers, localhost, or what was asked for. */
    private boolean isOurs(String asked) {
        String name = asked.toLowerCase(Locale.ROOT).replaceFirst(":\\d+$", "");
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
