package io.kindling.driver.inference;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kindling.driver.data.DataRequirements;
import io.kindling.driver.data.PreparedData;
import io.kindling.driver.data.preparation.Preparation;
import io.kindling.driver.data.source.DataSource;
import io.kindling.driver.evaluation.ClassTable;
import io.kindling.driver.evaluation.ReportedMetrics;
import io.kindling.driver.model.TrainedModel;
import io.kindling.driver.run.SavedRun;
import io.kindling.driver.training.NetworkTask;
import io.kindling.driver.training.SparkEvaluator;
import io.kindling.trainer.metric.Metric;
import io.kindling.trainer.metric.MetricSums;
import io.kindling.trainer.network.Network;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * Loss and metrics of a trained model on all rows of a source.
 *
 * @param model folder of the model
 * @param data location of the rows
 * @param examples number of good rows
 * @param dropped number of bad rows that were dropped
 * @param metrics mean loss and metrics
 * @param warnings columns that differ from the training data
 * @param classes table of classes; empty for regression, multi-label tasks, and more than 100 classes
 * @param parametersSha256 SHA-256 of the parameters
 */
public record Evaluation(
        String model,
        String data,
        long examples,
        long dropped,
        Map<String, Double> metrics,
        List<String> warnings,
        Optional<ClassTable> classes,
        String parametersSha256) {
    /** Size of a block. Affects only the last bits of the metrics. */
    private static final int BATCH_SIZE = 1024;

    private static final int SHARDS = 64;
    private static final long SEED = 0;

    /**
     * Evaluates a model.
     *
     * @throws io.kindling.trainer.error.DataException if the rows cannot be read, or do not match the model
     */
    public static Evaluation of(SparkSession spark, SavedRun run, InferenceConfig use) {
        TrainedModel model = run.model();
        Network network = Network.of(model.network());
        DataRequirements demand = DataRequirements.of(network, model.loss(), BATCH_SIZE, SHARDS);
        int outputs = network.output().size();
        List<Metric> reported = use.metrics().isEmpty()
                ? ReportedMetrics.all(model.loss(), outputs)
                : Metric.reported(use.metrics(), model.loss());
        NetworkTask task = new NetworkTask(
                network.spec(), model.loss(), ReportedMetrics.withMatrix(reported, model.loss(), outputs));
        DataSource source = use.data().sources().source();
        Preparation preparation = new Preparation(use.data(), demand, SEED);
        List<String> warnings = new ArrayList<>();
        try (PreparedData data = preparation.evaluation(spark, source, model.inputs(), warnings::add)) {
            JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
            MetricSums sums = new SparkEvaluator(context, task, data).evaluate(model.state());
            Map<String, Double> metrics = new LinkedHashMap<>(sums.values());
            metrics.keySet()
                    .retainAll(
                            Stream.concat(Stream.of("loss"), reported.stream().map(Metric::name))
                                    .toList());
            Optional<ClassTable> classes = ReportedMetrics.hasTable(model.loss(), outputs)
                    ? Optional.of(ClassTable.of(sums, ReportedMetrics.MATRIX, Math.max(2, outputs), model.classNames()))
                    : Optional.empty();
            return new Evaluation(
                    run.location(),
                    source.place(),
                    data.examples(),
                    data.dropped().total(),
                    metrics,
                    warnings,
                    classes,
                    model.state().digest());
        }
    }

    /** Returns the evaluation as a JSON object. */
    public ObjectNode json() {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode json = mapper.createObjectNode();
        json.put("model", model);
        json.put("data", data);
        json.put("examples", examples);
        json.put("dropped", dropped);
        json.set("metrics", mapper.valueToTree(metrics));
        json.set("warnings", mapper.valueToTree(warnings));
        classes.ifPresent(table -> table.addTo(json));
        json.put("parametersSha256", parametersSha256);
        return json;
    }
}
