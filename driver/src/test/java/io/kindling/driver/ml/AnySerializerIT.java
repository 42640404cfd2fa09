package io.kindling.driver.ml;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.driver.TestSpark;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

/** The estimators train in sessions that were not made for them, whatever serializer these are set to, and give the same bits. */
final class AnySerializerIT {
    private static final int ROWS = 200;

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
    void theSameBitsFromAnySession() throws IOException {
        String registered = trainedIn(TestSpark.builder("local[4]"));
        assertThat(trainedIn(TestSpark.plain("local[4]"))).isEqualTo(registered);
        assertThat(trainedIn(TestSpark.plain("local[4]")
                        .config("spark.serializer", "org.apache.spark.serializer.KryoSerializer")))
                .isEqualTo(registered);
    }
}
