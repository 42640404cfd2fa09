package io.kindling.driver.spark;

import io.kindling.trainer.error.DataException;
import io.kindling.trainer.error.KindlingException;
import java.io.EOFException;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Converts exceptions of Spark to errors for the user. */
public final class SparkErrors {
    /** The failed part of a SQL text, which Spark prints on a separate line. */
    private static final Pattern EXPRESSION = Pattern.compile("== SQL [^\\n]*==\\n([^\\n]+)");

    private static final Pattern DUPLICATE_NAME =
            Pattern.compile("COLUMN_ALREADY_EXISTS\\] The column `([^`]*)`", Pattern.DOTALL);

    private SparkErrors() {}

    /**
     * Runs a function that reads data.
     *
     * @param place name of the data, for messages
     * @throws KindlingException the exception thrown by an executor
     * @throws DataException {@code Cannot read data: <place>; ...} for other exceptions
     */
    public static <T> T unwrap(String place, Supplier<T> reading) {
        return unwrap(place, place, reading);
    }

    /**
     * Runs a function that reads data.
     *
     * @param place name of the data, for messages
     * @param address location of the data, such as a JDBC URL; identifies a missing jar and is not shown
     */
    public static <T> T unwrap(String place, String address, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (KindlingException e) {
            throw e;
        } catch (RuntimeException e) {
            throw translated(place, address, e);
        } catch (Exception e) {
            // Scala methods throw checked exceptions without declaring them, such as SparkException and
            // AnalysisException.
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
        String reason = MissingJar.advice(thrown, address)
                .or(() -> duplicateName(thrown))
                .orElse(firstLine(root) + cure(root));
        return new DataException("Cannot read data: " + place + "; " + reason, thrown);
    }

    /** The cure for columns, or keys of a JSON object, with the same name. */
    private static Optional<String> duplicateName(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            Matcher duplicate = DUPLICATE_NAME.matcher(String.valueOf(cause.getMessage()));
            if (duplicate.find()) {
                return Optional.of("it has several columns or keys named " + duplicate.group(1)
                        + ", which are equal with spark.sql.caseSensitive=false; rename all but one, or set it to true if they"
                        + " differ only in case");
            }
        }
        return Optional.empty();
    }

    /** The cure for files with the extension of a compressed file. */
    private static String cure(Throwable root) {
        if (root instanceof EOFException) {
            return ": it is truncated; copy it again";
        }
        boolean otherwise = root instanceof IOException && "not a gzip file".equals(root.getMessage());
        return otherwise ? ": rename it without .gz, or compress it" : "";
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
