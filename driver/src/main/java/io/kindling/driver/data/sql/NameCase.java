package io.kindling.driver.data.sql;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;
import scala.Option;

/**
 * Whether column names that differ only in case are the same name. The setting {@code spark.sql.caseSensitive} of a
 * session decides; by Spark's default they are the same.
 */
public enum NameCase {
    SENSITIVE,
    INSENSITIVE;

    private static final String SETTING = "spark.sql.caseSensitive";

    /** Returns the rule of a session. */
    public static NameCase of(SparkSession spark) {
        return Boolean.parseBoolean(spark.conf().get(SETTING)) ? SENSITIVE : INSENSITIVE;
    }

    /** Returns the rule of the session of this thread, or Spark's default without a session. */
    public static NameCase current() {
        Option<SparkSession> active = SparkSession.getActiveSession();
        Option<SparkSession> session = active.isDefined() ? active : SparkSession.getDefaultSession();
        return session.isDefined() ? of(session.get()) : INSENSITIVE;
    }

    /** Returns whether two names are the same. */
    public boolean same(String one, String other) {
        return order().compare(one, other) == 0;
    }

    /** Returns the index of a name in a list: an exact match first, else the first equal name; -1 without a match. */
    public int indexOf(List<String> names, String name) {
        int exact = names.indexOf(name);
        return exact >= 0
                ? exact
                : IntStream.range(0, names.size())
                        .filter(i -> same(names.get(i), name))
                        .findFirst()
                        .orElse(-1);
    }

    /** Returns a normalized name: equal names give the same text, with the same number of characters. */
    public String folded(String name) {
        return this == SENSITIVE
                ? name
                : name.codePoints()
                        .map(Character::toUpperCase)
                        .map(Character::toLowerCase)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
    }

    /** Returns a comparator for which equal names compare as 0. */
    public Comparator<String> order() {
        return this == SENSITIVE ? Comparator.naturalOrder() : String.CASE_INSENSITIVE_ORDER;
    }
}
