package io.kindling.driver.live;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The head of an HTTP request.
 *
 * @param headers by name in lower case; values of a repeated name are joined by a comma
 */
record Request(String method, URI target, Map<String, String> headers) {
    private static final Pattern LINE = Pattern.compile("([A-Z]+) (\\S+) HTTP/1\\.[01]");
    private static final Pattern HEADER = Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \\t]*(.*?)[ \\t]*");

    Request {
        headers = Map.copyOf(headers);
    }

    /** Parses a head without its last, empty line. Returns empty if it is not a request. */
    static Optional<Request> parse(String head) {
        String[] lines = head.split("\r\n", -1);
        Matcher line = LINE.matcher(lines[0]);
        if (!line.matches()) {
            return Optional.empty();
        }
        Map<String, String> headers = new HashMap<>();
        for (int i = 1; i < lines.length; i++) {
            Matcher header = HEADER.matcher(lines[i]);
            if (!header.matches()) {
                return Optional.empty();
            }
            headers.merge(header.group(1).toLowerCase(Locale.ROOT), header.group(2), (a, b) -> a + ", " + b);
        }
        try {
            return Optional.of(new Request(line.group(1), new URI(line.group(2)), headers));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    /** Returns the path, such as {@code /stop}; empty for a target without one. */
    String path() {
        return target.getPath() == null ? "" : target.getPath();
    }

    /** Returns the value of a header; null without it. */
    String header(String name) {
        return headers.get(name.toLowerCase(Locale.ROOT));
    }

    /** Returns whether a body follows the head. */
    boolean hasBody() {
        String length = header("Content-Length");
        return header("Transfer-Encoding") != null || (length != null && !length.equals("0"));
    }
}
