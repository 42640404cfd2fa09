package io.kindling.driver.data.row;

import java.util.Comparator;
import java.util.Locale;
import org.apache.spark.sql.SparkSession;
import scala.Option;

/** Whether names of columns that differ only in case are one name, as {@code spark.sql.caseSensitive} of a session says; by Spark's default they are. */
public enum NameCase {
    SENSITIVE(Comparator.naturalOrder()),
    INSENSITIVE(String.CASE_INSENSITIVE_ORDER);

    private static final String SETTING = "spark.sql.caseSensitive";

    private final Comparator<String> order;

    NameCase(Comparator<String> order) {
        this.order = order;
    }

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
        return order.compare(one, other) == 0;
    }

    /** A form of a name that is equal for equal names. */
    String folded(String name) {
        return this == SENSITIVE ? name : name.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    }

    /** An order in which equal means the same name. */
    Comparator<String> order() {
        return order;
    }
}
