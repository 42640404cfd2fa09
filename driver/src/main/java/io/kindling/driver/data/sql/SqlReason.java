package io.kindling.driver.data.sql;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.lang3.StringUtils;

/** Messages of Spark for SQL that it cannot parse or analyze. */
public final class SqlReason {
    private static final Pattern POSITION = Pattern.compile("line \\d+,? pos \\d+");

    /** The error class of operands whose types do not fit an operator. */
    public static final String WRONG_TYPE = "DATATYPE_MISMATCH";

    private SqlReason() {}

    /** Returns the first line of the message and the position, without the advice and the query plan that follow. */
    public static String of(Exception thrown) {
        String message = thrown.getMessage();
        if (message == null || message.isBlank()) {
            return thrown.getClass().getSimpleName();
        }
        String first = StringUtils.stripEnd(message.strip().lines().findFirst().orElse(""), "; ");
        Matcher position = POSITION.matcher(message);
        return position.find() && !first.contains(position.group()) ? first + "; " + position.group() : first;
    }
}
