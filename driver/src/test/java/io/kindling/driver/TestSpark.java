package io.kindling.driver;

import io.kindling.driver.session.KindlingRegistrator;
import io.kindling.driver.training.LocalTaskHoldTime;
import java.util.function.Consumer;
import org.apache.spark.sql.SparkSession;

/** Sessions for tests: no UI, few shuffle partitions, and Kryo registration required. */
public final class TestSpark {
    private TestSpark() {}

    /** Returns a session with {@code threads} threads. Stop it after use. */
    public static SparkSession local(int threads) {
        return builder("local[" + threads + "]").getOrCreate();
    }

    /** Returns a session with one job per iteration, for tests that count jobs. */
    public static SparkSession jobPerIteration(int threads) {
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

    /** Returns a builder with the defaults of users, including the serializer of Spark. */
    public static SparkSession.Builder plain(String master) {
        return SparkSession.builder()
                .master(master)
                .appName("test")
                .config("spark.ui.enabled", false)
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.sql.shuffle.partitions", 3);
    }

    /** Runs a test with a session, and stops the session. */
    public static void with(int threads, Consumer<SparkSession> test) {
        SparkSession spark = local(threads);
        try {
            test.accept(spark);
        } finally {
            spark.stop();
        }
    }
}
