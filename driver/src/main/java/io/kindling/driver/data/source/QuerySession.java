package io.kindling.driver.data.source;

import org.apache.spark.sql.SparkSession;
import scala.Tuple2;

/** Creates sessions for queries, whose views the session of the application does not see. */
final class QuerySession {
    private QuerySession() {}

    /** Returns a new session with the settings, catalog and database of another, and ANSI mode. */
    static SparkSession beside(SparkSession spark) {
        SparkSession own = spark.newSession();
        scala.collection.Iterator<Tuple2<String, String>> settings =
                spark.conf().getAll().iterator();
        while (settings.hasNext()) {
            Tuple2<String, String> setting = settings.next();
            if (own.conf().isModifiable(setting._1())) {
                own.conf().set(setting._1(), setting._2());
            }
        }
        own.conf().set("spark.sql.ansi.enabled", true);
        own.catalog().setCurrentCatalog(spark.catalog().currentCatalog());
        own.catalog().setCurrentDatabase(spark.catalog().currentDatabase());
        return own;
    }
}
