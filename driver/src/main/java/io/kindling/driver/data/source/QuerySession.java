package io.kindling.driver.data.source;

import org.apache.spark.sql.SparkSession;
import scala.Tuple2;

/** Creates sessions for queries. Their temporary views are not visible in the session of the application. */
final class QuerySession {
    private QuerySession() {}

    /** Returns a new session with the settings, catalog and database of {@code spark}, in ANSI mode. */
    static SparkSession of(SparkSession spark) {
        SparkSession session = spark.newSession();
        scala.collection.Iterator<Tuple2<String, String>> settings =
                spark.conf().getAll().iterator();
        while (settings.hasNext()) {
            Tuple2<String, String> setting = settings.next();
            if (session.conf().isModifiable(setting._1())) {
                session.conf().set(setting._1(), setting._2());
            }
        }
        session.conf().set("spark.sql.ansi.enabled", true);
        session.catalog().setCurrentCatalog(spark.catalog().currentCatalog());
        session.catalog().setCurrentDatabase(spark.catalog().currentDatabase());
        return session;
    }
}
