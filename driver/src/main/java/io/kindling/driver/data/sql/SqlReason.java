package io.kindling.driver.data.sql;

import org.apache.commons.lang3.StringUtils;

/** What Spark says of a SQL text that it cannot parse or analyze. */
final class SqlReason {
    private SqlReason() {}

    /** The first line of the message, which has the position; the query plan that follows is left out. */
    static String of(Exception thrown) {
        String message = thrown.getMessage();
        return message == null || message.isBlank()
                ? thrown.getClass().getSimpleName()
                : StringUtils.stripEnd(message.strip().lines().findFirst().orElse(""), "; ");
    }
}
