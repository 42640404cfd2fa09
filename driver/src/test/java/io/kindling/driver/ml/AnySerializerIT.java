package io.kindling.driver.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.esotericsoftware.kryo.Kryo;
import io.kindling.driver.TestSpark;
import io.kindling.driver.session.SparkSettings;
import io.kindling.trainer.error.ConfigurationException;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.apache.spark.SparkConf;
import org.apache.spark.serializer.KryoRegistrator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

/** Estimators train in sessions not created by Kindling, with any serializer, and give the same bits. */
final class AnySerializerIT {
    private static final int ROWS = 200;
    private static final String REGISTRATOR = "spark.kryo.registrator";

    private static String trainedIn(SparkSession.Builder builder) throws IOException {
        try (SparkSession spark = builder.getOrCreate()) {
            Dataset<Row> rows = Tables.rings(spark, ROWS);
            Set<String> digests = new HashSet<>();
            for (int depth = 1; depth <= 2; depth++) {
                NeuralNetworkClassificationModel model = new NeuralNetworkClassifier()
                        .setLayers(new int[] {5})
                        .setMaxIter(2)
                        .setBatchSize(2048)
                        .setAggregationDepth(depth)
                        .fit(rows);
                assertThat(model.transform(rows).count()).isEqualTo(ROWS);
                digests.add(Models.bits(model));
            }
            assertThat(digests).hasSize(1);
            return digests.iterator().next();
        }
    }

    @Test
    void sameBitsInEverySession() throws IOException {
        String registered = trainedIn(TestSpark.builder("local[4]"));
        assertThat(trainedIn(TestSpark.plain("local[4]"))).isEqualTo(registered);
        assertThat(trainedIn(TestSpark.plain("local[4]")
                        .config("spark.serializer", "org.apache.spark.serializer.KryoSerializer")))
                .isEqualTo(registered);
    }

    /** A registrator as in table formats and spatial libraries. */
    public static final class OtherRegistrator implements KryoRegistrator {
        @Override
        public void registerClasses(Kryo kryo) {
            kryo.register(OtherRegistrator.class);
        }
    }

    @Test
    void acceptsAnAdditionalRegistrator() throws IOException {
        SparkConf conf = SparkSettings.applyTo(new SparkConf().set(REGISTRATOR, OtherRegistrator.class.getName()));
        String registrators = conf.get(REGISTRATOR);
        assertThat(trainedIn(TestSpark.plain("local[2]").config(conf)))
                .isEqualTo(trainedIn(TestSpark.builder("local[2]").config(REGISTRATOR, registrators)));
    }

    @Test
    void sessionWithoutRegisteredClassesIsRefused() {
        assertThatThrownBy(() ->
                        trainedIn(TestSpark.builder("local[2]").config(REGISTRATOR, OtherRegistrator.class.getName())))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("Cannot use this Spark session: spark.kryo.registrationRequired=true");
    }
}
