package io.kindling.driver.ml;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.driver.TestSpark;
import io.kindling.driver.config.ExperimentConfig;
import io.kindling.driver.data.DataConfig;
import io.kindling.driver.data.DataRequirements;
import io.kindling.driver.data.SourcesConfig;
import io.kindling.driver.data.TableConfig;
import io.kindling.driver.data.TrainingData;
import io.kindling.driver.data.preparation.Preparation;
import io.kindling.driver.data.source.Table;
import io.kindling.driver.run.Experiment;
import io.kindling.driver.run.RunSummary;
import io.kindling.driver.storage.Folder;
import io.kindling.driver.training.DistributedTraining;
import io.kindling.driver.training.ExecutionConfig;
import io.kindling.trainer.config.ConfigText;
import io.kindling.trainer.config.RecordReader;
import io.kindling.trainer.data.Block;
import io.kindling.trainer.layer.Linear;
import io.kindling.trainer.layer.Relu;
import io.kindling.trainer.layout.Features;
import io.kindling.trainer.loss.CrossEntropy;
import io.kindling.trainer.network.NetworkSpec;
import io.kindling.trainer.optimizer.Adam;
import io.kindling.trainer.training.LocalTraining;
import io.kindling.trainer.training.Outcome;
import io.kindling.trainer.training.TrainingConfig;
import io.kindling.trainer.training.TrainingEngine;
import io.kindling.trainer.training.TrainingResult;
import io.kindling.trainer.training.TrainingSpec;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same settings, rows and seed give the same bits from a configuration file, from an estimator, and without Spark.
 */
final class OneEngineTest {
    private static final String NETWORK = """
            {"layers": [{"linear": 16}, "batchNorm1d", "relu", {"dropout": 0.2}, {"linear": 3}]}""";
    private static final ExperimentConfig CONFIG =
            RecordReader.read(ConfigText.parse("""
                    data: {source: {table: {format: table, path: training}}, label: [label], features: [features],
                      validation: {table: {format: table, path: validating}}}
                    network: %s
                    loss: crossEntropy
                    optimizer: {sgd: {learningRate: 0.3, momentum: 0.9}}
                    schedule: {cosineAnnealing: {tMax: 20}}
                    regularizer: {elasticNet: {l1: 0.00025, l2: 0.00075}}
                    training: {epochs: 20, batchSize: 48, seed: 7, earlyStopping: {patience: 4, minDelta: 0.001}}
                    """.formatted(NETWORK), "it"), ExperimentConfig.class, "it");

    private static SparkSession spark;
    private static Dataset<Row> training;
    private static Dataset<Row> validating;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        spark = TestSpark.local(3);
        Dataset<Row> rows = Tables.rings(spark, 399);
        training = rows.where("id % 5 > 0");
        validating = rows.where("id % 5 = 0");
        training.createOrReplaceTempView("training");
        validating.createOrReplaceTempView("validating");
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    private static Block block(Dataset<Row> table) {
        List<Row> rows = table.collectAsList();
        float[] features = new float[rows.size() * 2];
        float[] targets = new float[rows.size()];
        for (int row = 0; row < targets.length; row++) {
            Vector x = rows.get(row).getAs("features");
            features[2 * row] = (float) x.apply(0);
            features[2 * row + 1] = (float) x.apply(1);
            targets[row] = rows.get(row).<Double>getAs("label").floatValue();
        }
        return new Block(targets.length, 2, 1, features, targets, null);
    }

    @Test
    void sameSettingsGiveTheSameBits() {
        RunSummary experiment = new Experiment(spark, CONFIG)
                .train(
                        Folder.of(folder.resolve("run").toString(), new Configuration()),
                        System.nanoTime(),
                        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));

        NeuralNetworkClassificationModel estimator = new NeuralNetworkClassifier()
                .setNetwork(NETWORK)
                .setSolver("{sgd: {momentum: 0.9}}")
                .setStepSize(0.3)
                .setSchedule("{cosineAnnealing: {tMax: 20}}")
                .setRegParam(0.001)
                .setElasticNetParam(0.25)
                .setMaxIter(20)
                .setBatchSize(48)
                .setSeed(7)
                .setPatience(4)
                .setTol(0.001)
                .setValidationIndicatorCol("validates")
                .fit(training.selectExpr("*", "false as validates")
                        .union(validating.selectExpr("*", "true as validates")));

        TrainingSpec spec = CONFIG.spec(new Features(2));
        TrainingResult local = new LocalTraining(spec, block(training))
                .withValidation(block(validating))
                .withThreads(2)
                .run();

        assertThat(Models.bits(estimator)).isEqualTo(experiment.digests().parametersSha256());
        assertThat(local.model().digest()).isEqualTo(experiment.digests().parametersSha256());
        assertThat(local.bestEpoch())
                .isEqualTo(experiment.progress().bestEpoch())
                .isLessThan(20);
        assertThat(new LocalTraining(spec, block(training)).evaluate(local.model(), block(validating)))
                .isEqualTo(experiment.metrics().validation());
    }

    /** The example of docs/java.md. */
    @Test
    void trainsATableFromJava() {
        Dataset<Row> training = spark.sql(
                "select (id % 20) / 10 - 1 x, (id % 13) / 6 - 1 y, id % 20 + id % 13 > 15 label from range(260)");
        NetworkSpec network = new NetworkSpec(new Features(2), List.of(new Linear(8), new Relu(), new Linear(2)));
        TrainingSpec spec = new TrainingSpec(network, new CrossEntropy(), new Adam(0.05), new TrainingConfig(20));

        DataConfig columns = new DataConfig(
                new SourcesConfig(new Table("points")), new TableConfig(List.of("label"), List.of("x", "y"), null));
        TrainingEngine engine = new TrainingEngine(spec);
        Preparation preparation = new Preparation(
                columns, DataRequirements.of(engine), spec.training().seed());
        TrainingData data = preparation.prepare(training, null);
        TrainingResult result = new DistributedTraining(spark, engine, new ExecutionConfig(), data).run();

        try (TrainingData prepared = data) {
            assertThat(result.outcome()).isEqualTo(Outcome.COMPLETED);
            assertThat(new DistributedTraining(spark, engine, new ExecutionConfig(), data)
                            .evaluate(result.model(), prepared.train())
                            .get("accuracy"))
                    .isGreaterThan(0.9);
        }
    }
}
