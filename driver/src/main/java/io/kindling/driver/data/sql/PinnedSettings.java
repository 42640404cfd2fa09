package io.kindling.driver.data.sql;

import java.util.function.Supplier;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.internal.SQLConf$;
import scala.Function0;

/**
 * The settings under which Spark analyzes expressions: ANSI mode, time zone UTC, and Spark's default for every other
 * setting. A model then means the same in every session and on every version of Spark. Only the case of names is a
 * setting of the session: it decides whether a name is found, not the value of an expression. Spark stores ANSI mode
 * and time zone in the analyzed expression. Spark resolves the text of views in the same way.
 */
final class PinnedSettings {
    private PinnedSettings() {}

    /** Runs work under the pinned settings. The settings of the session and of other threads do not change. */
    static <T> T run(NameCase nameCase, Supplier<T> work) {
        SQLConf conf = new SQLConf();
        conf.setConfString("spark.sql.ansi.enabled", "true");
        conf.setConfString("spark.sql.session.timeZone", "UTC");
        conf.setConfString("spark.sql.caseSensitive", Boolean.toString(nameCase == NameCase.SENSITIVE));
        Function0<T> function = work::get;
        return SQLConf$.MODULE$.withExistingConf(conf, function);
    }
}
