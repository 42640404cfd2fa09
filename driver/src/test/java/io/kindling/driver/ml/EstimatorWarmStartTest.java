package io.kindling.driver.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.driver.TestSpark;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.DataException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.SQLTransformer;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Estimators that start from a model, on tables where the same categories have other frequencies. */
final class EstimatorWarmStartTest {
    private static final StructType SCHEMA =
            new StructType().add("c", DataTypes.StringType).add("label", DataTypes.DoubleType);
    private static final String NETWORK =
            "{%slayers: [{embedding: {numEmbeddings: 5, embeddingDim: 4}}, flatten, {linear: 4}]}";

    private static SparkSession spark;

    @BeforeAll
    static void start() {
        spark = TestSpark.local(2);
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    /**
     * Rows with the first letter 16 times, the next ones 12, 8 and 4 times. The label is the position in the alphabet.
     */
    private static Dataset<Row> letters(String letters) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < letters.length(); i++) {
            for (int row = 0; row < 4 * (4 - i); row++) {
                rows.add(RowFactory.create(letters.substring(i, i + 1), (double) (letters.charAt(i) - 'A')));
            }
        }
        return spark.createDataFrame(rows, SCHEMA);
    }

    private static NeuralNetworkClassifier classifier() {
        return new NeuralNetworkClassifier()
                .setInputCols(new String[] {"c"})
                .setColumns("[{index: {columns: [c], maxCategories: 4}}]")
                .setNetwork(NETWORK.formatted(""))
                .setStepSize(0.2)
                .setBatchSize(10)
                .setMaxIter(20)
                .setPatience(0);
    }

    private static double accuracy(NeuralNetworkClassificationModel model, Dataset<Row> rows) {
        return (double) model.transform(rows).where("prediction = label").count() / rows.count();
    }

    @Test
    void categoriesKeepTheirEmbeddings() {
        NeuralNetworkClassificationModel parent = classifier().fit(letters("ABCD"));
        assertThat(accuracy(parent, letters("ABCD"))).isEqualTo(1);
        NeuralNetworkClassificationModel child = classifier()
                .setInitialModel(parent)
                .setMaxIter(1)
                .setStepSize(1e-9)
                .fit(letters("DCBA"));
        assertThat(accuracy(child, letters("DCBA"))).isEqualTo(1);
    }

    private static NeuralNetworkClassifier withoutLearning(NeuralNetworkClassifier classifier) {
        return classifier.setMaxIter(1).setStepSize(1e-9);
    }

    @Test
    void warmStartFromASavedModelWithAnotherVocabulary(@TempDir Path folder) throws IOException {
        NeuralNetworkClassificationModel parent = classifier().fit(letters("ABCD"));
        parent.save(folder + "/parent");
        String from = "initialParameters: {from: '" + folder + "/parent/model', vocabulary: %s}, ";
        NeuralNetworkClassificationModel child = withoutLearning(
                        classifier().setNetwork(NETWORK.formatted(from.formatted("freeze"))))
                .fit(letters("DCBA"));
        assertThat(accuracy(child, letters("DCBA"))).isEqualTo(1);
        NeuralNetworkClassifier refusing =
                withoutLearning(classifier().setNetwork(NETWORK.formatted(from.formatted("refuse"))));
        assertThatThrownBy(() -> refusing.fit(letters("DCBA")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("Cannot start from file:" + folder
                        + "/parent/model with vocabulary refuse: column c: D is number 1, not 4, ");
        NeuralNetworkClassifier plain = withoutLearning(
                classifier().setNetwork(NETWORK.formatted("initialParameters: '" + folder + "/parent/model', ")));
        assertThat(accuracy(plain.fit(letters("DCBA")), letters("DCBA"))).isEqualTo(1);
    }

    @Test
    void differentRulesAreRefused() {
        NeuralNetworkClassificationModel parent = classifier().fit(letters("ABCD"));
        NeuralNetworkClassifier other =
                classifier().setColumns("[{hash: {columns: [c], buckets: 5}}]").setInitialModel(parent);
        assertThatThrownBy(() -> other.fit(letters("ABCD")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("Cannot start from the initial model: column c has the rule hash {");
    }

    /** A stage before the estimator makes columns with Spark SQL; a boolean label is 0 or 1. */
    @Test
    void aPipelineMakesColumnsAndBooleanLabels() {
        PipelineModel model = new Pipeline()
                .setStages(new PipelineStage[] {
                    new SQLTransformer().setStatement("SELECT *, a > 1 AS isLarge, a * b AS product FROM __THIS__"),
                    new NeuralNetworkClassifier()
                            .setInputCols(new String[] {"a", "product"})
                            .setLabelCol("isLarge")
                            .setLayers(new int[] {8})
                            .setStepSize(0.05)
                            .setMaxIter(40)
                })
                .fit(grid("a", "b"));
        Dataset<Row> predicted = model.transform(grid("a", "b"));
        assertThat(predicted.filter("prediction = double(isLarge)").count()).isGreaterThan(35);
        assertThat(predicted.filter("isLarge").count()).isEqualTo(20);
    }

    /** Points of a grid; the class is 1 where a is large. */
    private static Dataset<Row> grid(String... columns) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            rows.add(RowFactory.create((double) (i % 4), 5.0 * (i / 4 % 3), i % 4 > 1 ? "large" : "small"));
        }
        StructType schema = new StructType()
                .add("a", DataTypes.DoubleType)
                .add("b", DataTypes.DoubleType)
                .add("size", DataTypes.StringType);
        Dataset<Row> table =
                spark.createDataFrame(rows, schema).withColumn("label", functions.expr("if(size = 'large', 1.0, 0.0)"));
        return new VectorAssembler()
                .setInputCols(columns)
                .setOutputCol("features")
                .transform(table);
    }

    private static NeuralNetworkClassifier linear() {
        return new NeuralNetworkClassifier()
                .setLayers(new int[0])
                .setStepSize(0.2)
                .setBatchSize(10)
                .setMaxIter(60)
                .setPatience(0);
    }

    @Test
    void inputColumnsMatchByName() {
        NeuralNetworkClassificationModel parent =
                linear().setInputCols(new String[] {"a", "b"}).fit(grid("a", "b"));
        NeuralNetworkClassifier child =
                withoutLearning(linear().setInputCols(new String[] {"b", "a"})).setInitialModel(parent);
        assertThat(accuracy(parent, grid("a", "b"))).isEqualTo(1);
        assertThat(accuracy(child.fit(grid("a", "b")), grid("a", "b"))).isEqualTo(1);
        assertThatThrownBy(() -> child.setInputCols(new String[] {"a", "label2"})
                        .fit(grid("a", "b").withColumn("label2", functions.lit(1.0))))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("Cannot start from the initial model: the model reads b, which is not a"
                        + " feature of the table; the model does not read label2; ");
    }

    @Test
    void vectorElementsMatchByName() {
        NeuralNetworkClassificationModel parent = linear().fit(grid("a", "b"));
        NeuralNetworkClassifier child = withoutLearning(linear()).setInitialModel(parent);
        assertThatThrownBy(() -> child.fit(grid("b", "a")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(
                        "Cannot start from the initial model: number 0 of column features is b, not a; ");
        assertThatThrownBy(() -> parent.transform(grid("b", "a")))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "Cannot use the model on the data: number 0 of column features is b, not a; give the columns"
                                + " the order of the training table");
        Dataset<Row> renamed = grid("a", "b").withColumnRenamed("features", "x");
        assertThat(accuracy(child.setFeaturesCol("x").fit(renamed), renamed)).isEqualTo(1);
    }

    @Test
    void stringIndexerLabelsKeepTheirIndices() {
        StringIndexer ascending =
                new StringIndexer().setInputCol("size").setOutputCol("y").setStringOrderType("alphabetAsc");
        Dataset<Row> rows = grid("a", "b");
        Dataset<Row> before = ascending.fit(rows).transform(rows);
        Dataset<Row> after = ascending
                .copy(new ParamMap())
                .setStringOrderType("alphabetDesc")
                .fit(rows)
                .transform(rows);
        NeuralNetworkClassificationModel parent = linear().setLabelCol("y").fit(before);
        NeuralNetworkClassifier child =
                withoutLearning(linear().setLabelCol("y")).setInitialModel(parent);
        assertThatThrownBy(() -> child.fit(after))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(
                        "Cannot start from the initial model: column y has 0 for small, not for large; ");
        assertThat(child.fit(before).trained().inputs())
                .isEqualTo(parent.trained().inputs());
    }

    @Test
    void scalingOfTheInitialModelIsKept() {
        Dataset<Row> rows = grid("a", "b");
        NeuralNetworkClassificationModel parent =
                linear().setScaling("standardize").fit(rows);
        NeuralNetworkClassifier child =
                withoutLearning(linear().setScaling("standardize")).setInitialModel(parent);
        assertThat(child.fit(rows.where("a > 0")).trained().scaling())
                .isEqualTo(parent.trained().scaling());
        assertThatThrownBy(() -> child.setScaling("none").fit(rows))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("the scaling is \"none\"; the model has \"standardize\"");
    }
}
