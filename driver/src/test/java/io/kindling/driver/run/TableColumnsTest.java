package io.kindling.driver.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.driver.TestSpark;
import io.kindling.driver.config.ExperimentConfig;
import io.kindling.driver.data.TrainingData;
import io.kindling.driver.data.row.FeatureColumns;
import io.kindling.driver.inference.Evaluation;
import io.kindling.driver.inference.InferenceConfig;
import io.kindling.driver.inference.Prediction;
import io.kindling.driver.inference.PredictionSink;
import io.kindling.driver.storage.Folder;
import io.kindling.trainer.config.ConfigText;
import io.kindling.trainer.config.RecordReader;
import io.kindling.trainer.error.DataException;
import io.kindling.trainer.error.KindlingException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Column names and array widths in experiments: training, evaluation, preparation and prediction. */
final class TableColumnsTest {
    private static SparkSession spark;

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @BeforeAll
    static void start() {
        spark = TestSpark.plain("local[2]").getOrCreate();
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    private static ExperimentConfig config(String data) {
        return RecordReader.read(ConfigText.parse("""
                data: %s
                network: {layers: [linear: 1]}
                loss: mse
                optimizer: adam
                training: {epochs: 1, batchSize: 4}
                """.formatted(data), "it"), ExperimentConfig.class, "it");
    }

    private Folder place(String name) {
        return Folder.of(folder.resolve(name).toString(), new Configuration());
    }

    private SavedRun train(String data) {
        Folder run = place("run");
        new Experiment(spark, config(data))
                .train(run, System.nanoTime(), new PrintStream(printed, true, StandardCharsets.UTF_8));
        return SavedRun.read(run);
    }

    private static String view(String name, String sql) {
        spark.sql(sql).createOrReplaceTempView(name);
        return "{table: {format: table, path: " + name + "}}";
    }

    private static String refusal(String data) {
        KindlingException[] thrown = new KindlingException[1];
        assertThatThrownBy(
                        () -> new Experiment(spark, config(data)).preparation().prepare(spark))
                .isInstanceOfSatisfying(KindlingException.class, e -> thrown[0] = e);
        return thrown[0].getMessage();
    }

    private static final String TWO_OF_A_NAME = "select 'left ' || id as name, id * 1.5D as x, 'right ' || id as name,"
            + " id % 3 as y, id % 2 = 0 as X2, id as y2 from range(12)";

    @Test
    void unusedColumnsPassThroughToTheFile() throws IOException {
        String source = view("joined", TWO_OF_A_NAME);
        SavedRun run = train("{source: " + source + ", label: [Y], features: [X]}");
        assertThat(run.model().featureColumns()).containsExactly("x");
        InferenceConfig use = new InferenceConfig(
                config("{source: " + source + ", label: [y], badRows: drop}").data());
        assertThat(Evaluation.of(spark, run, use).examples()).isEqualTo(12);
        Path csv = folder.resolve("csv");
        Prediction.of(spark, run, use, new PredictionSink("csv", csv.toString(), Map.of()));
        List<Row> written =
                spark.read().option("header", false).csv(csv.toString()).collectAsList();
        assertThat(written)
                .anySatisfy(row -> assertThat(row.toString()).startsWith("[name,x,name,y,X2,y2,prediction"))
                .anySatisfy(row -> assertThat(row.toString()).startsWith("[left 3,4.5,right 3,0,false,3,"));
    }

    @Test
    void aFormatWithUniqueColumnNamesIsRejectedFirst() {
        SavedRun run = train("{source: " + view("joined", TWO_OF_A_NAME) + ", label: [y], features: [x]}");
        // A cell that cannot be computed shows that no row is read before the error.
        String broken = view("broken", TWO_OF_A_NAME.replace("id * 1.5D", "cast(raise_error('read') as double)"));
        InferenceConfig use = new InferenceConfig(
                config("{source: " + broken + ", badRows: drop}").data());
        Path out = folder.resolve("out");
        for (String format : List.of("parquet", "json", "orc", "table")) {
            PredictionSink sink = new PredictionSink(format, format.equals("table") ? "out" : out.toString(), Map.of());
            assertThatThrownBy(() -> Prediction.of(spark, run, use, sink))
                    .isInstanceOf(DataException.class)
                    .hasMessage("Cannot write predictions: several columns are named name (columns 0 and 2), and "
                            + format + " needs unique names; rename or drop all but one in the data");
            assertThat(out).doesNotExist();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "label: [y] | Cannot resolve column name of data.features in joined: columns 0 and 2 have this name",
                "label: [name] | Cannot resolve column name of data.label in joined: columns 0 and 2 have this name",
                "label: [y], weight: NAME | Cannot resolve column NAME of data.weight in joined: columns 0 and 2 have",
                "label: [y], features: ['x*', '0'] | Cannot resolve column name of data.features in joined: columns 0",
                "label: [y], features: [x..y] | Cannot resolve column name of data.features in joined: columns 0 and 2",
                "label: [y], features: [x], columns: [hash: {columns: [name], buckets: 2}] | Cannot resolve column name of data.columns in joined: columns 0 and 2 have this name",
                "label: [y], features: [x, X] | Invalid data.features: X (names a column twice)",
            })
    void anAmbiguousNameIsRejected(String data, String message) {
        assertThat(refusal("{source: " + view("joined", TWO_OF_A_NAME) + ", " + data + "}"))
                .startsWith(message);
    }

    /** Rules replace one column by several; a number still counts the columns of the file. */
    @ParameterizedTest
    @CsvSource({"1, x", "2, y", "-1, y", "-2, x"})
    void columnNumbersReferToTheFile(String number, String label) throws IOException {
        Path file = Files.write(folder.resolve("dated.csv"), List.of("when,x,y", "2026-01-02,5,7", "2026-03-04,6,8"));
        String rules = "columns: [dateParts: {columns: [when]}]";
        String source = "source: {csv: '" + file + "'}";
        for (String features : List.of("[]", "['0', '" + (label.equals("x") ? 2 : 1) + "']")) {
            ExperimentConfig config =
                    config("{" + source + ", " + rules + ", label: ['" + number + "'], features: " + features + "}");
            try (TrainingData data = new Experiment(spark, config).preparation().prepare(spark)) {
                assertThat(data.featureColumns())
                        .containsExactly("when.year", "when.month", "when.dayOfWeek", label.equals("x") ? "y" : "x");
            }
        }
        assertThat(refusal("{" + source + ", " + rules + ", label: ['0']}"))
                .isEqualTo("Cannot resolve column 0 of data.label in " + file + ": a rule makes several columns of it;"
                        + " name one of when.year, when.month, when.dayOfWeek");
    }

    @Test
    void widthsOfTheTrainingDataApplyToAllOtherRows() {
        String rows =
                "select array_repeat(1.0D + id, %s) as a, array_repeat(0.5D, %s) as b, id %% 2 as y from range(8)";
        String source = view("trained", rows.formatted("if(id < 2, 4, 2)", "3"));
        String validation = view("validated", rows.formatted("if(id < 7, 3, 2)", "if(id < 7, 2, 3)"));
        String test = view("tested", rows.formatted("2", "if(id < 3, 3, 1)"));
        SavedRun run = train("{source: " + source + ", label: [y], validation: " + validation + ", test: " + test
                + ", badRows: {drop: 1}}");
        assertThat(run.model().inputs().features()).isEqualTo(new FeatureColumns(List.of("a", "b"), List.of(2, 3)));
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("6 examples to train on, 1 to validate, 3 to test")
                .contains("dropped rows: 2 arrays of the wrong length; the first: Cannot read column a of row ")
                .contains("dropped rows of the validation data: 7 arrays of the wrong length; the first: ")
                .contains("dropped rows of the test data: 5 arrays of the wrong length; the first: ");
        InferenceConfig use = new InferenceConfig(config("{source: " + validation + ", label: [y], badRows: {drop: 1}}")
                .data());
        assertThat(Evaluation.of(spark, run, use).examples()).isEqualTo(1);
        Prediction predicted = Prediction.of(
                spark,
                run,
                use,
                new PredictionSink("json", folder.resolve("json").toString(), Map.of()));
        assertThat(predicted.rows()).isEqualTo(1);
        assertThat(predicted.dropped()).isEqualTo(7);
    }

    @Test
    void aPreparedStoreKeepsTheWidths() {
        String data = "source: "
                + view("trained", "select array(1D, id) as a, array(id, 2D, 3D) as b, id % 2 as y from range(8)")
                + ", label: [y]";
        String prepared = folder.resolve("prepared").toString();
        new Experiment(spark, config("{" + data + "}"))
                .prepare(prepared, new PrintStream(printed, true, StandardCharsets.UTF_8));
        SavedRun run = train("{" + data + ", prepared: '" + prepared + "'}");
        assertThat(run.model().inputs().features()).isEqualTo(new FeatureColumns(List.of("a", "b"), List.of(2, 3)));
    }

    @Test
    void aWeightIsOneNumber() {
        assertThat(refusal("{source: " + view("weighted", "select id as x, id as y, array(1D, 1D) as w from range(4)")
                        + ", label: [y], features: [x], weight: w}"))
                .isEqualTo("Cannot use column w of weighted as data.weight: 2 numbers per row; it must hold one");
    }
}
