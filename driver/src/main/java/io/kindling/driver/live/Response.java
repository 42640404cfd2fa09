package io.kindling.driver.live;

import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/**
 * A response of the live page.
 *
 * @param type media type of its text: {@code text/html}
 */
record Response(int code, String type, String text) {
    static Response plain(int code, String text) {
        return new Response(code, "text/plain", text);
    }

    /** Returns the head for a body of the given number of bytes. */
    byte[] head(int length) {
        return String.join(
                        "\r\n",
                        "HTTP/1.1 " + code + " " + reason(),
                        "Date: " + DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC)),
                        "Content-Type: " + type + "; charset=utf-8",
                        "Content-Length: " + length,
                        "Connection: close",
                        "Cache-Control: no-store",
                        "X-Content-Type-Options: nosniff",
                        "X-Frame-Options: DENY",
                        "Referrer-Policy: no-referrer",
                        "Cross-Origin-Resource-Policy: same-origin",
                        "",
                        "")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Returns the body. */
    byte[] body() {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private String reason() {
        return switch (code) {
            case 200 -> "OK";
            case 202 -> "Accepted";
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 409 -> "Conflict";
            default -> "Internal Server Error";
        };
    }
}
