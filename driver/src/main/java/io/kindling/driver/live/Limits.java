package io.kindling.driver.live;

import java.time.Duration;

/**
 * What clients of the live page may take.
 *
 * @param connections open at once; when another comes, the oldest whose request is not complete is closed, or else the oldest
 * @param request time from the connection to the end of the request's headers, after which the connection is closed
 * @param response time to make and send the response, after which the connection is closed
 */
record Limits(int connections, Duration request, Duration response) {
    /** 64 connections, 10 seconds for a request, a minute for its response: a page has about a megabyte. */
    Limits() {
        this(64, Duration.ofSeconds(10), Duration.ofMinutes(1));
    }
}
