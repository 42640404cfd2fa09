package io.kindling.driver.experiment;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kindling.driver.data.Demand;
import io.kindling.driver.data.Preparation;
import io.kindling.driver.data.PreparedData;
import io.kindling.driver.data.source.DataSource;
import io.kindling.driver.model.TrainedModel;
import io.kindling.driver.training.NetworkTask;
import io.kindling.driver.training.SparkEvaluator;
import io.kindling.trainer.checkpoint.Digest;
import io.kindling.trainer.network.Network;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * Loss and metrics of a trained model on all rows of one source.
 *
 * @param model folder that it was read from
 * @param data place of the rows
 * @param examples that could be used
 * @param dropped bad rows that were left out
 * @param metrics mean loss and metrics
 */
public record Evaluation(
        String model, String data, long examples, long dropped, Map<String, Double> metrics, String parametersSha256) {
    /** How blocks are cut; the metrics depend on it in their last bits alone. */
    private static final int BATCH_SIZE = 1024;

    private static final int SHARDS = 64;
    private static final long SEED = 0;

    /**
     * Evaluates.
     *
     * @throws io.kindling.trainer.error.DataException if the rows cannot be read, or are not those of the model
     */
    public static Evaluation of(SparkSession spark, SavedRun run, ModelUse use) {
        TrainedModel model = run.model();
        Network network = Network.of(model.network());
        Demand demand =
                new Demand(network.spec().input().size(), network.output().size(), model.loss(), BATCH_SIZE, SHARDS);
        NetworkTask task =
                new NetworkTask(network.spec(), model.loss(), Experiment.metrics(use.metrics(), model.loss()));
        DataSource source = use.data().source();
        Preparation preparation = new Preparation(use.data(), demand, SEED);
        try (PreparedData data =
                preparation.evaluation(spark, source, model.columns(), model.featureColumns(), model.scaling())) {
            JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
            Map<String, Double> metrics = new SparkEvaluator(context, task, data)
                    .evaluate(model.state())
                    .values();
            return new Evaluation(
                    run.location(),
                    source.place(),
                    data.examples(),
                    data.dropped().total(),
                    metrics,
                    Digest.ofModel(model.state()));
        }
    }

    /** As one JSON object. */
    public ObjectNode json() {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode json = mapper.createObjectNode();
        json.put("model", model);
        json.put("data", data);
        json.put("examples", examples);
        json.put("dropped", dropped);
        json.set("metrics", mapper.valueToTree(metrics));
        json.put("parametersSha256", parametersSha256);
        return json;
    }
}
