package io.kindling.driver.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.driver.TestSpark;
import io.kindling.driver.config.ExperimentConfig;
import io.kindling.driver.data.BadRows;
import io.kindling.driver.ml.NeuralNetworkRegressionModel;
import io.kindling.driver.ml.NeuralNetworkRegressor;
import io.kindling.driver.model.Predictor;
import io.kindling.driver.spark.SparkErrors;
import io.kindling.driver.storage.Folder;
import io.kindling.trainer.config.ConfigText;
import io.kindling.trainer.config.RecordReader;
import io.kindling.trainer.error.KindlingException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random tables of random types give the same parameters and predictions, or the same error, on every path: as a
 * catalog table in any row order, as Parquet, JSON and CSV, through the estimator, from a prepared store and in a
 * stream. More tables with {@code -Dtables=200}.
 */
final class RandomTablesTest {
    private static SparkSession spark;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        spark = TestSpark.plain("local[2]")
                .config("spark.sql.session.timeZone", "UTC")
                .config("spark.sql.shuffle.partitions", 1)
                .getOrCreate();
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    /**
     * By default: one name for two columns, flat columns, two unused columns, arrays of several lengths, and timestamps
     * beside strings.
     */
    static LongStream seeds() {
        int tables = Integer.getInteger("tables", 0);
        return tables == 0 ? LongStream.of(11, 14, 16, 17, 18) : LongStream.rangeClosed(1, tables);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyPathGivesTheSameResult(long seed) {
        RandomTable random = new RandomTable(seed);
        Dataset<Row> table = random.rows(spark);
        Map<String, String> outcomes = new LinkedHashMap<>();
        table.createOrReplaceTempView("random");
        String view = "{table: {format: table, path: random}}";
        outcomes.put("table", experiment("table", random, view, ""));
        if (random.drops()) {
            // The error would name another row.
            table.orderBy(table.col("id").desc()).createOrReplaceTempView("backwards");
            outcomes.put("backwards", experiment("backwards", random, view.replace("random", "backwards"), ""));
        }
        String prepared = folder.resolve("store").toString();
        outcomes.put("prepared", outcome(() -> {
            new Experiment(spark, config(random, view, "")).prepare(prepared, nowhere());
            return experiment("prepared", random, view, ", prepared: '" + prepared + "'");
        }));
        if (random.hasDifferentNames()) {
            outcomes.put("parquet", written("parquet", random, table, "{parquet: '%s'}"));
            outcomes.put("json", written("json", random, table, "{table: {format: json, path: '%s'}}"));
        }
        if (random.hasDifferentNames() && random.isFlat()) {
            outcomes.put(
                    "inferred",
                    written(
                            "csv",
                            random,
                            table,
                            "{table: {format: csv, path: '%s', options: {header: 'true', inferSchema: 'true'}}}"));
        }
        outcomes.put("estimator", outcome(() -> {
            NeuralNetworkRegressionModel model = estimator(random).fit(table);
            String stream = predictions(streamed(model, table));
            String batch = predictions(model.transform(table));
            assertThat(stream).as("stream of table " + seed).isEqualTo(batch);
            return model.trained().state().digest() + batch;
        }));
        outcomes.forEach((variant, outcome) -> assertThat(outcome)
                .as(variant + " of table " + seed + ": " + random)
                .isEqualTo(outcomes.get("table")));
    }

    private static PrintStream nowhere() {
        return new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    }

    private static ExperimentConfig config(RandomTable random, String source, String more) {
        return RecordReader.read(
                ConfigText.parse(
                        """
                data: {source: %s, label: [y], features: %s, columns: %s, scaling: %s, badRows: %s%s}
                network: %s
                loss: mse
                optimizer: {adam: {learningRate: 0.05}}
                training: {epochs: 1, batchSize: 8, seed: 5}
                """.formatted(
                                        source,
                                        random.featurePatterns(),
                                        random.rules(),
                                        random.scaling(),
                                        random.drops() ? "{drop: 1}" : "fail",
                                        more,
                                        RandomTable.NETWORK),
                        "it"),
                ExperimentConfig.class,
                "it");
    }

    private static NeuralNetworkRegressor estimator(RandomTable random) {
        return new NeuralNetworkRegressor()
                .setInputCols(random.features().toArray(String[]::new))
                .setColumns(random.rules())
                .setScaling(random.scaling())
                .setLabelCol("y")
                .setHandleInvalid(random.drops() ? "skip" : "error")
                .setNetwork(RandomTable.NETWORK)
                .setLoss("mse")
                .setSolver("adam")
                .setStepSize(0.05)
                .setMaxIter(1)
                .setBatchSize(8)
                .setSeed(5);
    }

    private String written(String format, RandomTable random, Dataset<Row> table, String source) {
        String path = folder.resolve(format).toString();
        table.write().format(format).option("header", true).save(path);
        return experiment(format, random, source.formatted(path), "");
    }

    /** Trains, and predicts the training rows. */
    private String experiment(String name, RandomTable random, String source, String more) {
        return outcome(() -> {
            ExperimentConfig config = config(random, source, more);
            Folder run = Folder.of(folder.resolve("run of " + name).toString(), new Configuration());
            new Experiment(spark, config).train(run, System.nanoTime(), nowhere());
            SavedRun saved = SavedRun.read(run);
            BadRows badRows = config.data().badRows();
            Dataset<Row> rows = config.data().sources().source().rows(spark);
            try (Predictor predictor = new Predictor(spark, saved.model(), badRows)) {
                return saved.model().state().digest() + predictions(predictor.transform(rows));
            }
        });
    }

    private Dataset<Row> streamed(NeuralNetworkRegressionModel model, Dataset<Row> table) {
        String path = folder.resolve("stream").toString();
        String[] numbered = IntStream.range(0, table.columns().length)
                .mapToObj(i -> "c" + i)
                .toArray(String[]::new);
        Dataset<Row> stored = table.toDF(numbered);
        stored.write().parquet(path);
        Dataset<Row> stream =
                spark.readStream().schema(stored.schema()).parquet(path).toDF(table.columns());
        try {
            StreamingQuery query = model.transform(stream)
                    .select("id", "prediction")
                    .writeStream()
                    .format("memory")
                    .queryName("streamed")
                    .start();
            query.processAllAvailable();
            query.stop();
            return spark.table("streamed");
        } catch (Exception e) {
            // The exception of the query, without Spark's wrapping.
            return SparkErrors.unwrap("the stream", () -> {
                throw new IllegalStateException(e);
            });
        }
    }

    /** Returns the predictions in the order of the rows. */
    private static String predictions(Dataset<Row> predicted) {
        return SparkErrors.unwrap(
                "it",
                () -> predicted
                        .selectExpr("cast(id as int) as id", "prediction")
                        .orderBy("id")
                        .collectAsList()
                        .toString());
    }

    /** Returns the result of a path, or its error without paths and parameter names. */
    private String outcome(Supplier<String> variant) {
        try {
            return variant.get();
        } catch (KindlingException e) {
            return e.getMessage()
                    .replaceAll(
                            "row \\d+( after byte \\d+)? of (partition \\d+ \\(.*?\\)(?=: )|file:[^:]*(?=: ))", "ROW")
                    .replaceAll("(" + folder + "/\\w+|the training data|the data|random|backwards)(?=[;:])", "PLACE")
                    .replace("inputCols", "data.features")
                    .replace("labelCol", "data.label");
        }
    }
}
