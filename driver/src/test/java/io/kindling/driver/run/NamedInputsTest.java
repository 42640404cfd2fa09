package io.kindling.driver.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.driver.TestSpark;
import io.kindling.driver.config.ExperimentConfig;
import io.kindling.driver.data.Fail;
import io.kindling.driver.ml.NeuralNetworkClassificationModel;
import io.kindling.driver.ml.NeuralNetworkClassifier;
import io.kindling.driver.model.Predictor;
import io.kindling.driver.storage.Folder;
import io.kindling.trainer.config.ConfigText;
import io.kindling.trainer.config.RecordReader;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.layout.Columns;
import io.kindling.trainer.layout.InputColumn;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Networks whose branches name columns of the table. */
final class NamedInputsTest {
    private static final String RULES =
            "[{index: {columns: [city], maxCategories: 5}}, {oneHot: {columns: [plan], maxCategories: 2}},"
                    + " {dateParts: {columns: [since], parts: [month, year]}}]";
    private static final String FEATURES = "[city, plan, since.month, since.year, age]";
    private static final String NAMED =
            "[{columns: [city], layers: [{embedding: 2}, flatten]}, {columns: [plan, \"since.*\", age]}]";
    private static final String COUNTED =
            "[{columns: 1, layers: [{embedding: {numEmbeddings: 6, embeddingDim: 2}}, flatten]}, {columns: 6}]";

    private static SparkSession spark;
    private static Dataset<Row> table;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        spark = TestSpark.local(2);
        table = spark.sql("""
                select id, element_at(array('Ulm', 'Bern', 'Linz', 'Graz'), cast(id % 4 + 1 as int)) city,
                    element_at(array('a', 'b'), cast(id % 2 + 1 as int)) plan,
                    date_add(date'2026-01-01', cast(id * 9 as int)) since, cast(id % 7 as double) age,
                    cast(id % 4 > 1 as int) label
                from range(120)""");
        table.createOrReplaceTempView("customers");
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    private static ExperimentConfig config(String features, String branches) {
        return RecordReader.read(
                ConfigText.parse("""
                        data: {source: {table: {format: table, path: customers}}, label: [label], features: %s, columns: %s}
                        network: {layers: [{parallel: {branches: %s}}, {linear: 2}]}
                        loss: crossEntropy
                        optimizer: {adam: {learningRate: 0.05}}
                        training: {epochs: 3, batchSize: 16}
                        """.formatted(features, RULES, branches), "it"), ExperimentConfig.class, "it");
    }

    private SavedRun train(String name, String features, String branches) {
        Folder run = Folder.of(folder.resolve(name).toString(), new Configuration());
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        new Experiment(spark, config(features, branches)).train(run, System.nanoTime(), nowhere);
        return SavedRun.read(run);
    }

    @Test
    void namedBranchesGiveTheSameBitsAsCountedBranches() {
        SavedRun named = train("named", FEATURES, NAMED);
        SavedRun counted = train("counted", FEATURES, COUNTED);
        assertThat(named.model().state().digest())
                .isEqualTo(counted.model().state().digest());
    }

    @Test
    void theModelKeepsNamesWidthsAndCategories() {
        assertThat(train("named", FEATURES, NAMED).model().network().input())
                .isEqualTo(new Columns(List.of(
                        new InputColumn("city", 1, 6),
                        new InputColumn("plan", 3),
                        new InputColumn("since.month", 1),
                        new InputColumn("since.year", 1),
                        new InputColumn("age", 1))));
    }

    @Test
    void branchesCanHaveAnotherOrderThanTheTable() {
        SavedRun run = train(
                "scattered",
                FEATURES,
                "[{columns: [age, plan]}, {columns: [city], layers: [{embedding: 2}, flatten]}, {columns: [since*]}]");
        try (Predictor predictor = new Predictor(spark, run.model(), new Fail())) {
            assertThat(predictor
                            .transform(table.drop("label"))
                            .where("prediction is null")
                            .count())
                    .isZero();
        }
    }

    @Test
    void anEstimatorSelectsBranchColumnsByName() {
        NeuralNetworkClassificationModel model = new NeuralNetworkClassifier()
                .setInputCols(new String[] {"city", "plan", "since", "age"})
                .setColumns(RULES)
                .setNetwork("{layers: [{parallel: {branches: " + NAMED + "}}, {linear: 2}]}")
                .setStepSize(0.05)
                .setMaxIter(3)
                .setPatience(0)
                .setBatchSize(16)
                .fit(table);
        assertThat(model.trained().state().digest())
                .isEqualTo(train("run", "[city, plan, since.month, since.year, age]", NAMED)
                        .model()
                        .state()
                        .digest());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[{columns: [town]}, {columns: ['*']}] | branch 0 names town, which is not a column of the input: city, plan",
                "[{columns: [city]}, {columns: [plan, age]}] | no branch reads since.month, since.year; name them in a branch",
                "[{columns: [age], layers: [{embedding: 2}, flatten]}, {columns: ['[!a]*', city, plan, 'since*']}] | names [!a]*",
                "[{columns: 1}, {columns: 2}] | take 1 + 2 = 3 columns, the data has 7: city (1), plan (3), since.month (1)"
            })
    void mismatchesNameTheColumns(String branches, String message) {
        assertThatThrownBy(() -> new Experiment(spark, config(FEATURES, branches)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(message);
    }
}
