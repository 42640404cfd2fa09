package io.kindling.driver.live;

import java.time.Duration;

/**
 * The limits for clients of the live page.
 *
 * @param connections open at the same time; one more closes the oldest connection whose request is incomplete, or else
 * the oldest
 * @param request time from the connection to the end of the request headers, after which the connection is closed
 * @param response time to create and send the response, after which the connection is closed
 */
record Limits(int connections, Duration request, Duration response) {
    /** 64 connections, 10 seconds per request, one minute per response: a page has about one megabyte. */
    Limits() {
        this(64, Duration.ofSeconds(10), Duration.ofMinutes(1));
    }
}
