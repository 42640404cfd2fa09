package io.kindling.driver.data.sql;

import java.util.function.Supplier;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.internal.SQLConf$;
import scala.Function0;

/**
 * The settings under which expressions are analyzed, so that a model means the same in every session and on every version of Spark: ANSI mode, time zone UTC, and Spark's default for any other. Only the case
 * of names is the session's, for it decides whether a name is found and not what an expression gives. Spark keeps ANSI mode and time zone in the analyzed expression. Spark resolves the text of views in the
 * same way.
 */
final class PinnedSettings {
    private PinnedSettings() {}

    /** Runs something under the settings; those of the session do not change, and other threads do not see them. */
    static <T> T run(NameCase nameCase, Supplier<T> work) {
        SQLConf conf = new SQLConf();
        conf.setConfString("spark.sql.ansi.enabled", "true");
        conf.setConfString("spark.sql.session.timeZone", "UTC");
        conf.setConfString("spark.sql.caseSensitive", Boolean.toString(nameCase == NameCase.SENSITIVE));
        Function0<T> function = work::get;
        return SQLConf$.MODULE$.withExistingConf(conf, function);
    }
}
