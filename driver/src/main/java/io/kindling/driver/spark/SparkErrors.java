package io.kindling.driver.spark;

import io.kindling.trainer.error.DataException;
import io.kindling.trainer.error.KindlingException;
import java.io.EOFException;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Brings what went wrong on an executor to the user in its own words. */
public final class SparkErrors {
    /** The part of a SQL text that failed on a row, as Spark shows it on a line of its own. */
    private static final Pattern EXPRESSION = Pattern.compile("== SQL [^\\n]*==\\n([^\\n]+)");

    private static final Pattern SHARED_NAME =
            Pattern.compile("COLUMN_ALREADY_EXISTS\\] The column `([^`]*)`", Pattern.DOTALL);

    private SparkErrors() {}

    /**
     * Runs something that reads data.
     *
     * @param place that is read, for messages
     * @throws KindlingException the one that an executor threw
     * @throws DataException {@code Cannot read data: <place>; ...} for whatever else Spark reports
     */
    public static <T> T unwrap(String place, Supplier<T> reading) {
        return unwrap(place, place, reading);
    }

    /**
     * Runs something that reads data.
     *
     * @param place that is read, for messages
     * @param address where it is, such as a JDBC URL: it tells which jar may be missing, and is not shown
     */
    public static <T> T unwrap(String place, String address, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (KindlingException e) {
            throw e;
        } catch (RuntimeException e) {
            throw translated(place, address, e);
        } catch (Exception e) {
            // Scala throws checked exceptions that Java does not see: SparkException, AnalysisException.
            throw translated(place, address, e);
        }
    }

    private static KindlingException translated(String place, String address, Exception thrown) {
        Throwable root = thrown;
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof KindlingException kindling) {
                return kindling;
            }
            root = cause;
        }
        String reason =
                MissingJar.advice(thrown, address).or(() -> sharedName(thrown)).orElse(firstLine(root) + cure(root));
        return new DataException("Cannot read data: " + place + "; " + reason, thrown);
    }

    /** What to do about two columns, or two keys of a JSON object, of one name. */
    private static Optional<String> sharedName(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            Matcher shared = SHARED_NAME.matcher(String.valueOf(cause.getMessage()));
            if (shared.find()) {
                return Optional.of("it has several columns or keys named " + shared.group(1)
                        + ", which are one where spark.sql.caseSensitive is false; rename all but one, or set it to true"
                        + " if they differ in case");
            }
        }
        return Optional.empty();
    }

    /** For files whose name says that they are packed. */
    private static String cure(Throwable root) {
        if (root instanceof EOFException) {
            return ": it is cut short, copy it again";
        }
        boolean otherwise = root instanceof IOException && "not a gzip file".equals(root.getMessage());
        return otherwise ? ": rename it without .gz, or pack it" : "";
    }

    private static String firstLine(Throwable root) {
        String message = root.getMessage();
        if (message == null || message.isBlank()) {
            return root.getClass().getSimpleName();
        }
        String first = message.strip().lines().findFirst().orElse("");
        Matcher expression = EXPRESSION.matcher(message);
        return expression.find() ? first + ", in " + expression.group(1) : first;
    }
}
