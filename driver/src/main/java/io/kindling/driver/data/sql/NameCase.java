package io.kindling.driver.data.sql;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;
import scala.Option;

/** Whether names of columns that differ only in case are one name, as {@code spark.sql.caseSensitive} of a session says; by Spark's default they are. */
public enum NameCase {
    SENSITIVE,
    INSENSITIVE;

    private static final String SETTING = "spark.sql.caseSensitive";

    /** The rule of a session. */
    public static NameCase of(SparkSession spark) {
        return Boolean.parseBoolean(spark.conf().get(SETTING)) ? SENSITIVE : INSENSITIVE;
    }

    /** The rule of the session of this thread; without a session Spark's default. */
    public static NameCase current() {
        Option<SparkSession> active = SparkSession.getActiveSession();
        Option<SparkSession> session = active.isDefined() ? active : SparkSession.getDefaultSession();
        return session.isDefined() ? of(session.get()) : INSENSITIVE;
    }

    /** Whether two names are one. */
    public boolean same(String one, String other) {
        return order().compare(one, other) == 0;
    }

    /** Where a list has a name: the very name if it is there, or else one that is equal; -1 for none. */
    public int indexOf(List<String> names, String name) {
        int exact = names.indexOf(name);
        return exact >= 0
                ? exact
                : IntStream.range(0, names.size())
                        .filter(i -> same(names.get(i), name))
                        .findFirst()
                        .orElse(-1);
    }

    /** A form of a name that is equal for equal names, and has as many characters. */
    public String folded(String name) {
        return this == SENSITIVE
                ? name
                : name.codePoints()
                        .map(Character::toUpperCase)
                        .map(Character::toLowerCase)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
    }

    /** An order in which equal means the same name. */
    public Comparator<String> order() {
        return this == SENSITIVE ? Comparator.naturalOrder() : String.CASE_INSENSITIVE_ORDER;
    }
}
