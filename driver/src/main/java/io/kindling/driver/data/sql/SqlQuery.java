package io.kindling.driver.data.sql;

import io.kindling.trainer.error.ConfigurationException;
import org.apache.spark.sql.catalyst.parser.CatalystSqlParser$;

/** Checks the text of a query: SELECT, WITH, VALUES or another statement that returns rows and changes nothing. */
public final class SqlQuery {
    private SqlQuery() {}

    /**
     * Checks a text without running it.
     *
     * @param key key of the configuration, for messages
     * @throws ConfigurationException if it does not parse or is a command
     */
    public static void require(String key, String text) {
        if (text == null || text.isBlank()) {
            throw new ConfigurationException("Invalid " + key + ": " + text + " (must be a query)");
        }
        String asStatement = problem(key, text, () -> CatalystSqlParser$.MODULE$.parsePlan(text));
        String asQuery = problem(key, text, () -> CatalystSqlParser$.MODULE$.parseQuery(text));
        if (asStatement == null && asQuery != null) {
            throw new ConfigurationException("Invalid " + key + ": " + text
                    + " (is a command; must be a query that begins with SELECT, WITH or VALUES)");
        }
        if (asStatement != null) {
            throw new ConfigurationException("Invalid " + key + ": " + text + " (" + asStatement + ")");
        }
    }

    private static String problem(String key, String text, Runnable parsing) {
        return SqlNesting.bounded(key, text, () -> problem(parsing));
    }

    private static String problem(Runnable parsing) {
        return PinnedSettings.run(NameCase.INSENSITIVE, () -> {
            try {
                parsing.run();
                return null;
            } catch (RuntimeException e) {
                return SqlReason.of(e);
            } catch (Exception e) {
                // Scala throws checked exceptions that Java does not see: ParseException.
                return SqlReason.of(e);
            }
        });
    }
}
