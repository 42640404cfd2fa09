package io.kindling.driver.inference;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kindling.driver.data.DataRequirements;
import io.kindling.driver.data.Drop;
import io.kindling.driver.data.ModelWidth;
import io.kindling.driver.data.preparation.Preparation;
import io.kindling.driver.data.row.Rejections;
import io.kindling.driver.data.source.DataSource;
import io.kindling.driver.data.source.InputPaths;
import io.kindling.driver.model.Predictor;
import io.kindling.driver.model.TrainedModel;
import io.kindling.driver.run.SavedRun;
import io.kindling.driver.spark.SparkErrors;
import io.kindling.trainer.network.Network;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Result of predicting all rows of a source, written to a folder, a table or another sink of Spark SQL.
 *
 * @param model folder of the model
 * @param data location of the rows
 * @param rows number of rows written
 * @param dropped number of bad rows that were dropped
 * @param warnings columns that differ from the training data
 * @param output folder, table or format
 */
public record Prediction(String model, String data, long rows, long dropped, List<String> warnings, String output) {

    /**
     * Predicts all rows and writes the predictions.
     *
     * @throws io.kindling.trainer.error.ConfigurationException if the folder is not empty or the table exists
     * @throws io.kindling.trainer.error.DataException if the rows cannot be read, or do not match the model
     */
    public static Prediction of(SparkSession spark, SavedRun run, InferenceConfig use, PredictionSink sink) {
        sink.requireNew(spark);
        DataSource source = use.data().sources().source();
        String place = source.place();
        InputPaths.require(
                source,
                use.data().sources().missingPaths(),
                spark.sparkContext().hadoopConfiguration());
        TrainedModel model = run.model().withNullValues(use.data().table().nullValues());
        ModelWidth width =
                new ModelWidth(model.features(), model.network().input().size());
        Dataset<Row> rows =
                SparkErrors.unwrap(place, () -> width.apply(spark, source).rows(spark));
        try (Predictor predictor = new Predictor(spark, model, use.data().badRows())) {
            Dataset<Row> predicted = predictor.transform(rows, place);
            sink.requireUniqueNames(spark, predicted.schema());
            long dropped = 0;
            if (use.data().badRows() instanceof Drop drop) {
                Rejections rejections = predictor.rejections(rows, place);
                drop.judge(rejections, rows.count() - rejections.total());
                dropped = rejections.total();
            }
            Network network = Network.of(model.network());
            List<String> warnings =
                    Preparation.warnings(rows, place, model.inputs(), DataRequirements.of(network, model.loss(), 1, 1));
            long written = SparkErrors.unwrap(place, () -> sink.write(spark, predicted));
            return new Prediction(run.location(), place, written, dropped, warnings, sink.shown(spark));
        }
    }

    /** Returns the result as a JSON object. */
    public ObjectNode json() {
        ObjectNode json = new ObjectMapper().createObjectNode();
        json.put("model", model);
        json.put("data", data);
        json.put("rows", rows);
        json.put("dropped", dropped);
        warnings.forEach(json.putArray("warnings")::add);
        json.put("output", output);
        return json;
    }
}
