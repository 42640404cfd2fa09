package io.kindling.driver.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.driver.TestSpark;
import io.kindling.driver.config.ExperimentConfig;
import io.kindling.driver.data.Fail;
import io.kindling.driver.inference.Evaluation;
import io.kindling.driver.inference.InferenceConfig;
import io.kindling.driver.inference.Prediction;
import io.kindling.driver.inference.PredictionSink;
import io.kindling.driver.model.Predictor;
import io.kindling.driver.model.Preprocessing;
import io.kindling.driver.storage.Folder;
import io.kindling.driver.workflow.Reproduce;
import io.kindling.trainer.config.AsOf;
import io.kindling.trainer.config.ConfigText;
import io.kindling.trainer.config.RecordReader;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.DataException;
import io.kindling.trainer.error.KindlingException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scala.Tuple2;

/**
 * Columns computed by {@code data.expressions}, from training to every use of the model, compared with a table that
 * holds them.
 */
final class DerivedColumnsTest {
    private static final String EXPRESSIONS =
            "{late: 'delay > 15', hour: hour(time), night: hour < 6 OR hour > 20, share: 'try_divide(delay, distance)'}";
    private static final String FEATURES =
            "features: [distance, night, hour], columns: [{oneHot: {columns: [hour], maxCategories: 30}}]";
    private static final String BY_HAND = FEATURES + ", label: [late], scaling: standardize";
    private static final String DERIVED = "expressions: " + EXPRESSIONS + ", " + BY_HAND;

    @TempDir
    private static Path folder;

    private static SparkSession spark;

    /** The run of {@link #DERIVED}, and the run on the precomputed table. */
    private static SavedRun derived;

    private static SavedRun hand;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @BeforeAll
    static void start() {
        spark = TestSpark.plain("local[2]")
                .config("spark.sql.session.timeZone", "Europe/Zurich")
                .config("spark.sql.ansi.enabled", false)
                .getOrCreate();
        Dataset<Row> raw = spark.range(200)
                .selectExpr(
                        "id",
                        "cast(id * 7 % 40 as int) as delay",
                        "cast(id * 13 % 11 as double) as distance",
                        "timestamp_seconds(1700000000 + id * 4000) as time");
        raw.write().parquet(path("raw"));
        raw.selectExpr("*", "delay > 15 as late", "hour(to_utc_timestamp(time, 'Europe/Zurich')) as hour")
                .selectExpr("*", "hour < 6 OR hour > 20 as night")
                .write()
                .parquet(path("hand"));
        derived = train("derived", config(parquet("raw"), DERIVED), System.out);
        hand = train("by hand", config(parquet("hand"), BY_HAND), System.out);
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    private static String path(String name) {
        return folder.resolve(name).toString();
    }

    private static Folder at(String name) {
        return Folder.of(path(name), new Configuration());
    }

    private static String parquet(String name) {
        return "{parquet: '" + path(name) + "'}";
    }

    private static ExperimentConfig config(String source, String data, String network) {
        return RecordReader.read(
                ConfigText.parse("""
                data: {source: %s, %s}
                network: {layers: [linear: 4, relu, linear: 1]%s}
                loss: bceWithLogits
                optimizer: {adam: {learningRate: 0.05}}
                training: {epochs: 2, batchSize: 16}
                """.formatted(source, data, network), "it"), ExperimentConfig.class, "it");
    }

    private static ExperimentConfig config(String source, String data) {
        return config(source, data, "");
    }

    private static SavedRun train(String name, ExperimentConfig config, PrintStream progress) {
        new Experiment(spark, config).train(at(name), System.nanoTime(), progress);
        return SavedRun.read(at(name));
    }

    private SavedRun train(String name, ExperimentConfig config) {
        return train(name, config, new PrintStream(printed, true, StandardCharsets.UTF_8));
    }

    private static String digest(SavedRun run) {
        return run.model().state().digest();
    }

    private static InferenceConfig use(SavedRun run, String... assignments) {
        return InferenceConfig.of(run, ConfigText.parse("{}", "none"), List.of(assignments), AsOf.none(), "it");
    }

    private static String refusal(Runnable action) {
        KindlingException[] thrown = new KindlingException[1];
        assertThatThrownBy(action::run).isInstanceOfSatisfying(KindlingException.class, e -> thrown[0] = e);
        return thrown[0].getMessage();
    }

    @Test
    void expressionsGiveTheSameBitsAsAPrecomputedTable() {
        assertThat(digest(derived)).isEqualTo(digest(hand));
        assertThat(derived.model().featureColumns()).isEqualTo(hand.model().featureColumns());
    }

    @Test
    void theModelKeepsExpressionsOfFeaturesAndLabel() {
        assertThat(derived.model().inputs().derived().expressions())
                .containsExactly(
                        Map.entry("late", "delay > 15"),
                        Map.entry("hour", "hour(time)"),
                        Map.entry("night", "hour < 6 OR hour > 20"));
        assertThat(derived.model().inputs().derivedFeatures().expressions()).containsOnlyKeys("hour", "night");
        assertThat(new String(derived.model().onnx(Preprocessing.INCLUDED), StandardCharsets.UTF_8))
                .contains("expressions")
                .contains("{\"hour\":\"hour(time)\",\"night\":\"hour < 6 OR hour > 20\"}");
    }

    @Test
    void aDryRunReadsDerivedColumns() {
        ExperimentConfig config = config(parquet("raw"), DERIVED);
        assertThat(new Experiment(spark, config).preparation().sample(spark))
                .containsExactly(
                        "nothing uses data.expressions.share; name it in data.features or data.label, or remove it");
    }

    @Test
    void predictionAndEvaluationReadTheRawTable() {
        assertThat(Evaluation.of(spark, derived, use(derived)).metrics())
                .isEqualTo(Evaluation.of(spark, hand, use(hand)).metrics());
        // Without delay: prediction does not need the label.
        spark.read().parquet(path("raw")).drop("delay").write().parquet(path("without delay"));
        InferenceConfig rows = use(derived, "data.source={parquet: '" + path("without delay") + "'}");
        Prediction.of(spark, derived, rows, new PredictionSink("parquet", path("predicted"), Map.of()));
        Prediction.of(spark, hand, use(hand), new PredictionSink("parquet", path("predicted hand"), Map.of()));
        Dataset<Row> predicted = spark.read().parquet(path("predicted"));
        assertThat(predicted.columns()).containsExactly("id", "distance", "time", "prediction", "probability");
        assertThat(probabilities(predicted))
                .isEqualTo(probabilities(spark.read().parquet(path("predicted hand"))));
    }

    private static List<Row> probabilities(Dataset<Row> predicted) {
        return predicted.select("id", "prediction", "probability").orderBy("id").collectAsList();
    }

    @Test
    void aModelFolderAloneIsEvaluatedAndPredicts() {
        SavedRun model = SavedRun.read(at("derived/model"));
        InferenceConfig use =
                new InferenceConfig(config(parquet("raw"), "label: [late]").data());
        assertThat(Evaluation.of(spark, model, use).examples()).isEqualTo(200);
    }

    @Test
    void aStreamIsPredictedAsATable() throws Exception {
        Dataset<Row> table = spark.read().parquet(path("raw"));
        Dataset<Row> stream = spark.readStream().schema(table.schema()).parquet(path("raw"));
        try (Predictor predictor = new Predictor(spark, derived.model(), new Fail())) {
            StreamingQuery query = predictor
                    .transform(stream)
                    .writeStream()
                    .format("memory")
                    .queryName("streamed")
                    .start();
            query.processAllAvailable();
            query.stop();
            assertThat(probabilities(spark.table("streamed"))).isEqualTo(probabilities(predictor.transform(table)));
        }
    }

    @Test
    void aPreparedStoreGivesTheSameBitsAndKeepsTheExpressions() {
        ExperimentConfig config = config(parquet("raw"), DERIVED);
        new Experiment(spark, config).prepare(path("store"), new PrintStream(printed, true, StandardCharsets.UTF_8));
        SavedRun prepared =
                train("from store", config(parquet("raw"), DERIVED + ", prepared: '" + path("store") + "'"));
        assertThat(digest(prepared)).isEqualTo(digest(derived));
        assertThat(prepared.model().inputs()).isEqualTo(derived.model().inputs());
        String changed = DERIVED.replace("> 15", "> 16") + ", prepared: '" + path("store") + "'";
        assertThat(refusal(() -> train("changed store", config(parquet("raw"), changed))))
                .startsWith("Invalid data.expressions: ")
                .contains("delay > 16")
                .contains("was prepared with")
                .contains("delay > 15");
    }

    @Test
    void aChangedExpressionIsADifferentRun() {
        assertThat(refusal(() -> train("derived", config(parquet("raw"), DERIVED.replace("> 15", "> 16")))))
                .contains("data.expressions.late is \"delay > 16\", was \"delay > 15\"");
        train("derived", config(parquet("raw"), DERIVED.replace("delay > 15", "(delay>15)")));
        assertThat(printed.toString(StandardCharsets.UTF_8)).contains("already done");
    }

    @Test
    void aRunIsReproduced() {
        SavedRun again = train("again", Reproduce.configuration(at("derived"), List.of()));
        assertThat(digest(again)).isEqualTo(digest(derived));
    }

    @Test
    void aWarmStartNeedsTheSameExpressions() {
        String from = ", initialParameters: '" + path("derived") + "'";
        train("child", config(parquet("raw"), DERIVED.replace("delay > 15", "delay>15"), from));
        assertThat(SavedRun.read(at("child")).model().inputs().derived().expressions())
                .containsEntry("late", "delay>15");
        String message = "Cannot start from " + at("derived").location() + ": ";
        assertThat(refusal(() -> train(
                        "other feature", config(parquet("raw"), DERIVED.replace("hour > 20", "hour > 21"), from))))
                .startsWith(message
                        + "data.expressions.night is hour < 6 OR hour > 21; the model has hour < 6 OR hour > 20; ");
        assertThat(refusal(() ->
                        train("other label", config(parquet("raw"), DERIVED.replace("delay > 15", "delay > 5"), from))))
                .startsWith(message + "data.expressions.late is delay > 5; the model has delay > 15; ");
        assertThat(refusal(() -> train("no expression", config(parquet("hand"), BY_HAND, from))))
                .startsWith(message + "data.expressions.hour is no expression; the model has hour(time); ");
        // The label may have another name.
        train("renamed", config(parquet("raw"), DERIVED.replace("late", "tardy"), from));
    }

    @Test
    void anExpressionThatDiffersFromTheModelIsRejectedInEvaluation() {
        InferenceConfig use = use(derived, "data.expressions.hour=minute(time)");
        assertThat(refusal(() -> Evaluation.of(spark, derived, use)))
                .isEqualTo(
                        "Invalid data.expressions.hour: minute(time) (the model has hour(time); leave it out, or write"
                                + " it as in the model)");
        // A new expression may compute another label.
        InferenceConfig other = use(derived, "data.expressions.early=delay < 3", "data.label=[early]");
        assertThat(Evaluation.of(spark, derived, other).examples()).isEqualTo(200);
    }

    @Test
    void weightsCanBeDerived() {
        SavedRun run = train(
                "weighted",
                config(
                        parquet("raw"),
                        "expressions: {late: delay > 15, w: distance + 1}, label: [late], weight: w,"
                                + " features: [distance]"));
        assertThat(run.model().inputs().derived().expressions()).containsOnlyKeys("late");
        assertThat(Evaluation.of(spark, run, use(run)).examples()).isEqualTo(200);
    }

    @Test
    void expressionsSeeNullValuesAsNull() {
        Dataset<Row> holes = spark.read()
                .parquet(path("raw"))
                .selectExpr("id", "if(delay = 14, -999, delay) as delay", "distance", "time");
        holes.write().parquet(path("holes"));
        spark.read()
                .parquet(path("raw"))
                .selectExpr("id", "if(delay = 14, null, delay) as delay", "distance", "delay = 14 as late")
                .selectExpr("id", "delay", "distance", "late", "coalesce(delay, 100) as known")
                .write()
                .parquet(path("holes by hand"));
        String chosen = "label: [late], features: [known, distance]";
        SavedRun holey = train(
                "with holes",
                config(
                        parquet("holes"),
                        "expressions: {late: delay IS NULL, known: 'coalesce(delay, 100)'}, nullValues: ['-999'], "
                                + chosen));
        SavedRun known = train("holes hand run", config(parquet("holes by hand"), chosen));
        assertThat(digest(holey)).isEqualTo(digest(known));
        try (Predictor predictor = new Predictor(spark, holey.model(), new Fail())) {
            Dataset<Row> predicted = predictor.transform(holes);
            assertThat(predicted.filter("delay = -999").count()).isEqualTo(5);
            assertThat(predicted.columns())
                    .containsExactly("id", "delay", "distance", "time", "prediction", "probability");
        }
    }

    /** ANSI mode and UTC, although the session has neither; the settings of the session are unchanged. */
    @Test
    void sessionSettingsHaveNoEffect() {
        Map<String, Object> before = settings();
        assertThat(settings()).isEqualTo(before);
        assertThat(refusal(() -> train(
                        "overflow",
                        config(
                                parquet("raw"),
                                "expressions: {big: delay + 2147483647}, label: [big], features: [distance]"))))
                .startsWith("Cannot read data: " + path("raw") + "; [ARITHMETIC_OVERFLOW]")
                .endsWith(", in delay + 2147483647");
        SparkSession other = spark.newSession();
        other.conf().set("spark.sql.session.timeZone", "Asia/Tokyo");
        other.conf().set("spark.sql.ansi.enabled", true);
        try (Predictor here = new Predictor(spark, derived.model(), new Fail());
                Predictor there = new Predictor(other, derived.model(), new Fail())) {
            assertThat(probabilities(there.transform(other.read().parquet(path("raw")))))
                    .isEqualTo(probabilities(here.transform(spark.read().parquet(path("raw")))));
        }
    }

    private static Map<String, Object> settings() {
        Map<String, Object> settings = new TreeMap<>();
        scala.collection.Iterator<Tuple2<String, String>> all =
                spark.conf().getAll().iterator();
        while (all.hasNext()) {
            Tuple2<String, String> setting = all.next();
            settings.put(setting._1(), setting._2());
        }
        return settings;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{late: delai > 15}| Cannot use data.expressions.late on RAW: delai > 15; there is no column delai",
                "{late: delay > time}| Cannot use data.expressions.late on RAW: delay > time; [DATATYPE_MISMATCH",
                "{late: current_date > time}| there is no column current_date",
                "{delay: distance > 3}| Cannot make column delay of RAW: it has a column of that name; give data.expressions.delay another name",
                "{Delay: distance > 3}| Cannot make column Delay of RAW: it has a column of that name",
                "{late: 'abs(delay, 2)'}| data.expressions.late",
            })
    void mismatchesWithTheTableAreRejectedFirst(String expressions, String message) {
        ExperimentConfig config =
                config(parquet("raw"), "expressions: " + expressions + ", label: [late], features: [distance]");
        assertThat(refusal(() -> new Experiment(spark, config)).replace(path("raw"), "RAW"))
                .contains(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{late: rand() > 0.5}| Invalid data.expressions.late: rand() > 0.5 (rand gives another value each time; the rows must decide the value)",
                "{late: 'delay >'}| [PARSE_SYNTAX_ERROR] Syntax error at or near end of input",
                "{night: hour > 20, hour: hour(time)}| Invalid data.expressions.night: hour > 20 (names hour, which is not computed before it; rename it or move it down)",
                "{late: late + 1}| Invalid data.expressions.late: late + 1 (names late, which is not computed before it",
                "{late: delay > 1, LATE: delay > 2}| Invalid data.expressions: LATE (two expressions have that name; rename one)",
                "{'a b': delay}| Invalid data.expressions: a b (the name of a column has letters, digits and _",
                "{late: ''}| Invalid data.expressions.late:  (must be a Spark SQL expression)",
            })
    void invalidExpressionsAreRejectedWithoutATable(String expressions, String message) {
        assertThatThrownBy(() -> config(parquet("raw"), "expressions: " + expressions))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("data in it: ")
                .hasMessageContaining(message);
    }

    @Test
    void aMissingColumnIsNamedInPrediction() {
        Dataset<Row> without = spark.read().parquet(path("raw")).drop("time");
        try (Predictor predictor = new Predictor(spark, derived.model(), new Fail())) {
            assertThatThrownBy(() -> predictor.transform(without))
                    .isInstanceOf(DataException.class)
                    .hasMessage("Cannot use data.expressions.hour on the data: hour(time); there is no column time");
        }
    }
}
