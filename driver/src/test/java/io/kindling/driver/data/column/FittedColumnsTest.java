package io.kindling.driver.data.column;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.kindling.driver.TestSpark;
import io.kindling.driver.data.DataConfig;
import io.kindling.driver.data.DataRequirements;
import io.kindling.driver.data.Fail;
import io.kindling.driver.data.PreparedData;
import io.kindling.driver.data.TrainingData;
import io.kindling.driver.data.column.DateParts.Part;
import io.kindling.driver.data.column.Impute.Strategy;
import io.kindling.driver.data.preparation.Preparation;
import io.kindling.driver.data.row.UnreadableCell;
import io.kindling.driver.data.source.SourceTable;
import io.kindling.driver.data.sql.NameCase;
import io.kindling.driver.model.ModelFolder;
import io.kindling.driver.model.Predictor;
import io.kindling.driver.model.TrainedModel;
import io.kindling.driver.spark.SparkErrors;
import io.kindling.driver.storage.Folder;
import io.kindling.trainer.config.ConfigText;
import io.kindling.trainer.config.RecordReader;
import io.kindling.trainer.config.RecordWriter;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.DataException;
import io.kindling.trainer.layer.Embedding;
import io.kindling.trainer.layer.Flatten;
import io.kindling.trainer.layer.Linear;
import io.kindling.trainer.layer.Parallel;
import io.kindling.trainer.layout.Features;
import io.kindling.trainer.loss.BceWithLogits;
import io.kindling.trainer.network.Network;
import io.kindling.trainer.network.NetworkSpec;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FittedColumnsTest {
    private static final StructType SCHEMA = new StructType()
            .add("city", DataTypes.StringType)
            .add("size", DataTypes.DoubleType)
            .add("text", DataTypes.StringType)
            .add("label", DataTypes.StringType);

    private static SparkSession spark;

    @BeforeAll
    static void start() {
        spark = TestSpark.local(2);
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    /** Bern occurs 6 times, Oslo and Rome 4 times, Lima once; sizes are 0 to 13, and one is missing. */
    private static List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        String[] cities = {"Rome", "Oslo", "Bern", "Bern", "Oslo", "Rome", "Bern", "Lima", "Rome", "Oslo", "Bern"};
        for (int i = 0; i < 14; i++) {
            String city = i < cities.length ? cities[i] : i == 11 ? "Rome" : i == 12 ? "Oslo" : "Bern";
            rows.add(RowFactory.create(city, (double) i, Integer.toString(i * i), i % 2 == 0 ? "yes" : "no"));
        }
        rows.add(RowFactory.create("Bern", null, " ", "no"));
        return rows;
    }

    private static FittedColumns fit(List<Row> rows, int partitions, ColumnRule... rules) {
        Dataset<Row> table = spark.createDataFrame(rows, SCHEMA).repartition(partitions);
        return FittedColumns.fit(SourceTable.of(table), "it", List.of(rules), List.of());
    }

    private static Row encode(FittedColumns columns, Object... cells) {
        return over(columns, SCHEMA).apply(RowFactory.create(cells));
    }

    private static RowTransform over(FittedColumns columns, StructType schema) {
        return columns.over(SourceTable.of(spark.createDataFrame(List.<Row>of(), schema)), "it");
    }

    @Test
    void categoriesAreOrderedByFrequencyThenText() {
        Index index = new Index(List.of("city"), 3);
        FittedColumns columns = fit(rows(), 1, index);
        assertThat(columns.columns().get(0).categories()).containsExactly("Bern", "Oslo", "Rome");
        List<Row> reversed = new ArrayList<>(rows());
        java.util.Collections.reverse(reversed);
        assertThat(fit(reversed, 5, index)).isEqualTo(columns);
        assertThat(encode(columns, "Rome", 1.0, "x", "no").get(0)).isEqualTo(3.0);
        assertThat(encode(columns, "Lima", 1.0, "x", "no").get(0)).isEqualTo(0.0);
        assertThat(encode(columns, "Paris", 1.0, "x", "no").get(0)).isEqualTo(0.0);
        assertThat(encode(columns, null, 1.0, "x", "no").get(0)).isNull();
        FittedColumns withMissing = fit(rows(), 2, new Index(List.of("city"), 3, "Oslo"));
        assertThat(encode(withMissing, " ", 1.0, "x", "no").get(0)).isEqualTo(2.0);
    }

    @Test
    void oneHotHasOneColumnForUnknownCategories() {
        FittedColumns columns = fit(rows(), 2, new OneHot(List.of("city"), 2));
        assertThat((byte[]) encode(columns, "Oslo", 1.0, "x", "no").get(0)).containsExactly(0, 0, 1);
        assertThat((byte[]) encode(columns, "Rome", 1.0, "x", "no").get(0)).containsExactly(1, 0, 0);
        assertThat(columns.unscaled()).containsExactly("city");
    }

    @Test
    void hashesNeedNoFit() {
        FittedColumns columns = FittedColumns.unfitted(
                SCHEMA, NameCase.INSENSITIVE, "it", List.of(new Hash(List.of("city", "text"), 1000, "none")));
        Row row = encode(columns, "Bern", 1.0, null, "no");
        assertThat(row.getDouble(0)).isBetween(0.0, 999.0).isEqualTo(Math.rint(row.getDouble(0)));
        assertThat(row.getDouble(2))
                .isEqualTo(encode(columns, "none", 1.0, "", "no").getDouble(0));
        assertThat(encode(columns, "Bern", 2.0, "Bern", "no").get(2)).isEqualTo(row.get(0));
    }

    @Test
    void missingNumbersAreImputed() {
        FittedColumns mean = fit(rows(), 3, new Impute(List.of("size", "text")));
        assertThat(encode(mean, "x", null, null, "no")).isEqualTo(RowFactory.create("x", 6.5, 819.0 / 14, "no"));
        assertThat(encode(mean, "x", Double.NaN, "NaN", "no")).isEqualTo(encode(mean, "x", null, null, "no"));
        assertThat(encode(mean, "x", 2.0, "3", "no")).isEqualTo(RowFactory.create("x", 2.0, "3", "no"));
        FittedColumns median = fit(rows(), 3, new Impute(List.of("size", "text"), Strategy.MEDIAN, 0));
        assertThat(encode(median, "x", null, "", "no")).isEqualTo(RowFactory.create("x", 6.5, 42.5, "no"));
        FittedColumns constant = fit(rows(), 3, new Impute(List.of("size"), Strategy.CONSTANT, -1));
        assertThat(encode(constant, "x", null, "", "no").get(1)).isEqualTo(-1.0);
        assertThatThrownBy(() -> fit(rows(), 1, new Impute(List.of("city"))))
                .isInstanceOf(DataException.class)
                .hasMessage("Cannot impute column city of it: it holds no numbers; leave it out or set a constant");
    }

    @Test
    void datesAreSplitIntoParts() {
        List<Part> parts = List.of(Part.YEAR, Part.MONTH, Part.DAY, Part.DAY_OF_WEEK, Part.HOUR);
        StructType schema = new StructType().add("t", DataTypes.TimestampType).add("n", DataTypes.IntegerType);
        FittedColumns columns = FittedColumns.unfitted(
                schema, NameCase.INSENSITIVE, "it", List.of(new DateParts(List.of("t"), parts, false)));
        RowTransform transform = over(columns, schema);
        assertThat(transform.schema().fieldNames())
                .containsExactly("t.year", "t.month", "t.day", "t.dayOfWeek", "t.hour", "n");
        Row expected = RowFactory.create(2024.0, 2.0, 29.0, 4.0, 13.0, 7);
        assertThat(transform.apply(RowFactory.create(new Timestamp(1709214300000L), 7)))
                .isEqualTo(expected);
        StructType text = new StructType().add("t", DataTypes.StringType).add("n", DataTypes.IntegerType);
        RowTransform parsed = over(columns, text);
        assertThat(parsed.apply(RowFactory.create("2024-02-29 13:45:00", 7))).isEqualTo(expected);
        assertThat(parsed.apply(RowFactory.create("2024-02-29T13:45", 7))).isEqualTo(expected);
        assertThat(parsed.apply(RowFactory.create("2024-02-30", 7)).get(4)).isInstanceOf(UnreadableCell.class);
        RowTransform cyclical = over(
                FittedColumns.unfitted(
                        text,
                        NameCase.INSENSITIVE,
                        "it",
                        List.of(new DateParts(List.of("t"), List.of(Part.MONTH), true))),
                text);
        assertThat(cyclical.schema().fieldNames()).containsExactly("t.month.sin", "t.month.cos", "n");
        assertThat(cyclical.apply(RowFactory.create("2024-01-05", 7))).isEqualTo(RowFactory.create(0.0, 1.0, 7));
    }

    @Test
    void twoRulesForOneColumnAreAnError() {
        assertThatThrownBy(() -> fit(rows(), 1, new Index(List.of("city"), 3), new OneHot(List.of("c*"), 2)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("Invalid data.columns: city (has two rules; remove one)");
    }

    @Test
    void fittedColumnsSurviveARoundTrip() {
        FittedColumns columns = fit(
                rows(),
                2,
                new Index(List.of("city"), 3, "Oslo"),
                new Impute(List.of("size")),
                new Ordinal(List.of("label"), List.of("no", "yes")));
        JsonNode json = RecordWriter.write(columns, FittedColumns.class);
        assertThat(RecordReader.read(json, FittedColumns.class, "it")).isEqualTo(columns);
    }

    private static DataConfig config(String... more) {
        List<String> lines = new ArrayList<>(List.of(
                "source: {csv: unused}",
                "label: [label]",
                "features: [city, size]",
                "scaling: standardize",
                "columns:",
                "- index: {columns: [city], maxCategories: 3}",
                "- ordinal: {columns: [label], values: ['no', 'yes']}"));
        lines.addAll(Arrays.asList(more));
        return RecordReader.read(ConfigText.parse(String.join("\n", lines), "it"), DataConfig.class, "it");
    }

    /**
     * Trains on a table with text, writes a model folder, and predicts for a table without labels and with an unknown
     * category.
     */
    @Test
    void modelEncodesItsInput(@TempDir Path path) {
        Dataset<Row> table = spark.createDataFrame(rows(), SCHEMA);
        DataConfig config = config("- impute: {columns: [size]}");
        BceWithLogits loss = new BceWithLogits();
        NetworkSpec spec = new NetworkSpec(
                new Features(2),
                List.of(
                        new Parallel(List.of(
                                new Parallel.Branch(1, List.of(new Embedding(4, 2), new Flatten())),
                                new Parallel.Branch(1))),
                        new Linear(1)));
        DataRequirements demand = new DataRequirements(2, 1, loss, 8, 2);
        TrainedModel model;
        try (TrainingData data = new Preparation(config, demand, 1).prepare(table, null)) {
            assertThat(data.train().examples()).isEqualTo(15);
            assertThat(data.scaling().shift(0)).isZero();
            assertThat(data.scaling().scale(0)).isEqualTo(1);
            assertThat(data.scaling().shift(1)).isEqualTo(6.5);
            model = new TrainedModel(
                    spec, loss, Network.of(spec).initialize(1), data.columns(), data.features(), data.scaling());
        }
        Folder folder = Folder.of(path.resolve("model").toString(), new Configuration());
        ModelFolder.write(folder, model);
        TrainedModel read = ModelFolder.read(folder);
        assertThat(read.columns()).isEqualTo(model.columns());
        try (PreparedData again = new Preparation(config, demand, 1).evaluation(table, read.inputs())) {
            assertThat(again.examples()).isEqualTo(15);
        }
        StructType schema = new StructType().add("size", DataTypes.DoubleType).add("city", DataTypes.StringType);
        Dataset<Row> fresh = spark.createDataFrame(
                List.of(RowFactory.create(6.5, "Atlantis"), RowFactory.create(null, "Lima")), schema);
        try (Predictor predictor = new Predictor(spark, read, new Fail())) {
            List<Row> predicted = predictor.transform(fresh.coalesce(1)).collectAsList();
            assertThat(predicted.get(0).getString(1)).isEqualTo("Atlantis");
            assertThat(predicted.get(0).getList(3)).isEqualTo(predicted.get(1).getList(3));
        }
    }

    @Test
    void missingCategoryIsABadRow() {
        List<Row> rows = new ArrayList<>(rows());
        rows.add(RowFactory.create(null, 3.0, "9", "no"));
        Dataset<Row> table = spark.createDataFrame(rows, SCHEMA).coalesce(1);
        DataRequirements demand = new DataRequirements(2, 1, new BceWithLogits(), 8, 2);
        DataConfig fail = config("- impute: {columns: [size]}");
        assertThatThrownBy(() -> new Preparation(fail, demand, 1).prepare(table, null))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("Cannot read column city of row 16")
                .hasMessageContaining("the value is missing");
        DataConfig drop = config("- impute: {columns: [size]}", "badRows: drop");
        try (TrainingData data = new Preparation(drop, demand, 1).prepare(table, null)) {
            assertThat(data.train().examples()).isEqualTo(15);
        }
    }

    @Test
    void unlistedLabelIsNamed() {
        List<Row> rows = new ArrayList<>(rows());
        rows.add(RowFactory.create("Bern", 3.0, "9", "maybe"));
        Dataset<Row> table = spark.createDataFrame(rows, SCHEMA).coalesce(1);
        DataConfig config = config("- impute: {columns: [size]}");
        DataRequirements demand = new DataRequirements(2, 1, new BceWithLogits(), 8, 2);
        assertThatThrownBy(
                        () -> SparkErrors.unwrap("it", () -> new Preparation(config, demand, 1).prepare(table, null)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("Cannot read column label of row 16")
                .hasMessageContaining("maybe (not in data.columns.ordinal.values)");
    }

    @Test
    void nullValuesAreReplacedByPositionBeforeTheRules() {
        StructType schema = new StructType()
                .add("x", DataTypes.StringType)
                .add("x", DataTypes.StringType)
                .add("city", DataTypes.StringType)
                .add("_corrupt_record", DataTypes.StringType);
        List<Row> rows = List.of(
                RowFactory.create("NA", "-999", "NA", "NA"),
                RowFactory.create("1", "2", "Rome", null),
                RowFactory.create("1", "2", "NA", null));
        SourceTable table = SourceTable.of(spark.createDataFrame(rows, schema));
        FittedColumns columns =
                FittedColumns.fit(table, "it", List.of(new Index(List.of("city"), 9)), List.of("NA", "-999"));
        assertThat(columns.columns().get(0).categories()).containsExactly("Rome");
        assertThat(columns.nullValues()).containsExactly("NA", "-999");
        RowTransform transform = columns.making(List.of("city")).over(table, "it");
        assertThat(transform.apply(rows.get(0))).isEqualTo(RowFactory.create(null, null, null, "NA"));
        assertThat(transform.apply(rows.get(1))).isEqualTo(RowFactory.create("1", "2", 1.0, null));
    }
}
