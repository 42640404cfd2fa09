package io.kindling.driver;

import io.kindling.driver.session.KindlingRegistrator;
import io.kindling.driver.training.LocalTaskHoldTime;
import java.util.function.Consumer;
import org.apache.spark.sql.SparkSession;

/** Sessions for tests: no UI, few shuffle partitions, and nothing crosses the wire unregistered. */
public final class TestSpark {
    private TestSpark() {}

    /** A session with that many threads; stop it after use. */
    public static SparkSession local(int threads) {
        return builder("local[" + threads + "]").getOrCreate();
    }

    /** A session with a job an iteration, for tests that count jobs. */
    public static SparkSession jobAnIteration(int threads) {
        return builder("local[" + threads + "]")
                .config(LocalTaskHoldTime.SETTING, "0")
                .getOrCreate();
    }

    public static SparkSession.Builder builder(String master) {
        return plain(master)
                .config("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
                .config("spark.kryo.registrationRequired", true)
                .config("spark.kryo.registrator", KindlingRegistrator.class.getName());
    }

    /** A session as users start them, with Spark's own serializer. */
    public static SparkSession.Builder plain(String master) {
        return SparkSession.builder()
                .master(master)
                .appName("test")
                .config("spark.ui.enabled", false)
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.sql.shuffle.partitions", 3);
    }

    /** Runs with a session of that many threads, and stops it. */
    public static void with(int threads, Consumer<SparkSession> test) {
        SparkSession spark = local(threads);
        try {
            test.accept(spark);
        } finally {
            spark.stop();
        }
    }
}
