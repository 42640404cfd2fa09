package io.kindling.driver.ml;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.types.StructType;

/** Test utilities for models. */
final class Models {
    private Models() {}

    /** The digest of parameters and buffers. */
    static String bits(NeuralNetworkModel<?> model) {
        return model.trained().state().digest();
    }

    /**
     * Runs a streaming query over the rows of a folder and returns its predictions.
     *
     * @param folder folder of Parquet files
     * @param name name of the query and of the returned table
     */
    static Dataset<Row> streamed(
            SparkSession spark, NeuralNetworkModel<?> model, StructType schema, String folder, String name)
            throws Exception {
        Dataset<Row> predicted =
                model.transform(spark.readStream().schema(schema).parquet(folder));
        assertThat(predicted.isStreaming()).isTrue();
        StreamingQuery query = predicted
                .writeStream()
                .format("memory")
                .queryName(name)
                .outputMode("append")
                .start();
        try {
            query.processAllAvailable();
        } finally {
            query.stop();
        }
        return spark.table(name);
    }
}
