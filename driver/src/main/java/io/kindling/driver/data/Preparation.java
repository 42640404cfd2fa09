package io.kindling.driver.data;

import io.kindling.driver.data.column.FittedColumns;
import io.kindling.driver.data.order.Finish;
import io.kindling.driver.data.row.Rejections;
import io.kindling.driver.data.row.RowLayout;
import io.kindling.driver.data.sample.HeldOut;
import io.kindling.driver.data.sample.Selection;
import io.kindling.driver.data.sample.Split;
import io.kindling.driver.data.sample.Survey;
import io.kindling.driver.data.sample.Training;
import io.kindling.driver.data.source.DataSource;
import io.kindling.driver.data.source.InputPaths;
import io.kindling.driver.data.source.SourceTable;
import io.kindling.driver.data.store.PreparedStore;
import io.kindling.driver.storage.Folder;
import io.kindling.trainer.data.FeatureScaling;
import io.kindling.trainer.error.DataException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * From rows of any source to blocks in an order that depends on content and seed alone.
 *
 * <p>The rows of a source are encoded once and kept; one job surveys them (bad rows, counts, digest, statistics); then each side of the split is ordered and cut by two
 * shuffles, and what was encoded is freed. No value depends on partitions, files or timing.
 */
public final class Preparation {
    private static final String TRAINING_DATA = "the training data";

    private final DataConfig config;
    private final Demand demand;
    private final long seed;

    public Preparation(DataConfig config, Demand demand, long seed) {
        this.config = config;
        this.demand = demand;
        this.seed = seed;
    }

    /** One table and what to call it in messages. */
    private record Input(SourceTable table, String place, List<String> label) {

        Input encoded(FittedColumns columns) {
            return new Input(columns.apply(table), place, label);
        }
    }

    /**
     * Features an example in the source of a configuration, for a network whose input takes what the data has.
     *
     * @throws DataException if the source cannot be opened
     */
    public static int featureWidth(SparkSession spark, DataConfig config) {
        if (config.prepared() != null) {
            return store(spark, config.prepared()).featureWidth();
        }
        DataSource source = config.source();
        InputPaths.require(source, config.missingPaths(), spark.sparkContext().hadoopConfiguration());
        List<String> label = config.label().isEmpty() ? source.label() : config.label();
        return SparkErrors.unwrap(
                source.place(), () -> width(new Input(source.open(spark), source.place(), label), config));
    }

    /**
     * Features an example in a table.
     *
     * @throws DataException if a column is missing or cannot be read as numbers
     */
    public static int featureWidth(Dataset<Row> rows, DataConfig config) {
        return SparkErrors.unwrap(
                TRAINING_DATA, () -> width(new Input(SourceTable.of(rows), TRAINING_DATA, config.label()), config));
    }

    private static int width(Input input, DataConfig config) {
        FittedColumns columns = FittedColumns.unfitted(input.table().schema(), input.place(), config.columns())
                .withNullValues(config.nullValues());
        SourceTable table = columns.apply(input.table());
        return RowLayout.of(table, input.place(), config.features(), input.label(), config.weight())
                .featureWidth();
    }

    /**
     * Prepares the sources that the configuration names, or reads what was prepared of them before.
     *
     * @throws DataException if they cannot be trained on
     */
    public TrainingData prepare(SparkSession spark) {
        if (config.prepared() != null) {
            return store(spark, config.prepared()).read(config, demand, seed);
        }
        for (DataSource later : Arrays.asList(config.validation(), config.test())) {
            requirePresent(spark, later);
        }
        return prepare(
                input(spark, config.source()),
                (columns, features) -> input(spark, config.validation(), columns, features),
                (columns, features) -> input(spark, config.test(), columns, features));
    }

    /**
     * Prepares the sources that the configuration names and writes them to a folder, for {@code data.prepared}.
     *
     * @param described told of the data before they are written
     * @throws io.kindling.trainer.error.StorageException if the folder already holds prepared data
     */
    public void write(SparkSession spark, String folder, Consumer<TrainingData> described) {
        PreparedStore store = store(spark, folder);
        Preparation preparation = new Preparation(config, PreparedStore.demand(demand), seed);
        try (TrainingData data = preparation.prepare(spark)) {
            described.accept(data);
            store.write(data, config, seed);
        }
    }

    private static PreparedStore store(SparkSession spark, String folder) {
        return new PreparedStore(spark, Folder.of(folder, spark.sparkContext().hadoopConfiguration()));
    }

    /**
     * Prepares tables instead of the sources that the configuration names.
     *
     * @param validation null to hold out what the configuration says
     * @throws DataException if they cannot be trained on
     */
    public TrainingData prepare(Dataset<Row> training, Dataset<Row> validation) {
        Input heldOut = input(validation, "the validation data");
        return prepare(input(training, TRAINING_DATA), (columns, features) -> heldOut, (columns, features) -> null);
    }

    /**
     * Prepares a source for evaluation: all of its examples.
     *
     * @param columns that the model was trained with
     * @param featureColumns that the model was trained on
     * @param scaling that the model was trained with
     */
    public PreparedData evaluation(
            SparkSession spark,
            DataSource source,
            FittedColumns columns,
            List<String> featureColumns,
            FeatureScaling scaling) {
        FittedColumns read = columns.withNullValues(config.nullValues());
        return evaluation(input(spark, source, read, featureColumns).encoded(read), featureColumns, scaling);
    }

    /** Prepares a table for evaluation, as {@link #evaluation(SparkSession, DataSource, FittedColumns, List, FeatureScaling)} does a source. */
    public PreparedData evaluation(
            Dataset<Row> rows, FittedColumns columns, List<String> featureColumns, FeatureScaling scaling) {
        FittedColumns read = columns.withNullValues(config.nullValues());
        return evaluation(input(rows, "the data").encoded(read), featureColumns, scaling);
    }

    private void requirePresent(SparkSession spark, DataSource source) {
        if (source != null) {
            InputPaths.require(
                    source, config.missingPaths(), spark.sparkContext().hadoopConfiguration());
        }
    }

    private Input input(SparkSession spark, DataSource source) {
        requirePresent(spark, source);
        SourceTable table = SparkErrors.unwrap(source.place(), () -> source.open(spark));
        return new Input(table, source.place(), config.label().isEmpty() ? source.label() : config.label());
    }

    /** A source beside the training data, whose files may tell of fewer features than the model takes. */
    private Input input(SparkSession spark, DataSource source, FittedColumns columns, List<String> features) {
        return source == null
                ? null
                : input(spark, new ModelWidth(demand.features(), columns, features).apply(spark, source));
    }

    private Input input(Dataset<Row> rows, String place) {
        return rows == null ? null : new Input(SourceTable.of(rows), place, config.label());
    }

    /** Tables that are opened once the columns of the training table are known. */
    private interface Later {
        Input open(FittedColumns columns, List<String> features);
    }

    private TrainingData prepare(Input training, Later validations, Later tests) {
        FittedColumns columns =
                FittedColumns.fit(training.table(), training.place(), config.columns(), config.nullValues());
        TrainingData split = split(training.encoded(columns), columns);
        PreparedData heldOut = split.validation().orElse(null);
        try {
            Input validation = validations.open(columns, split.featureColumns());
            Input test = tests.open(columns, split.featureColumns());
            if (validation != null) {
                heldOut = evaluation(validation.encoded(columns), split.featureColumns(), split.scaling());
            }
            PreparedData tested =
                    test == null ? null : evaluation(test.encoded(columns), split.featureColumns(), split.scaling());
            return new TrainingData(split.train(), heldOut, tested, columns, split.scaling(), split.featureColumns());
        } catch (RuntimeException e) {
            split.close();
            if (heldOut != null) {
                heldOut.close();
            }
            throw e;
        }
    }

    /** The training examples, and those held out of the same table. */
    private TrainingData split(Input training, FittedColumns columns) {
        Split split = new Split(seed, config.validationFraction());
        Training remaining = new Training(split);
        try (EncodedRows encoded = encode(training, config.features())) {
            Survey survey = survey(encoded, remaining, config.scaling().readsStatistics());
            requireBothSides(survey, training.place());
            FeatureScaling scaling = config.scaling()
                    .fit(survey.statistics(), demand.features())
                    .except(encoded.layout().featuresOf(columns.unscaled()));
            Balancing balancing = Balancing.of(config, survey.classCounts());
            Finish finish = new Finish(scaling, balancing.classWeights());
            PreparedData train = encoded.prepare(balancing.selection(remaining, seed), finish, survey, config, seed);
            try {
                PreparedData heldOut = config.validationFraction() == 0
                        ? null
                        : encoded.prepare(new HeldOut(split), new Finish(scaling, null), survey, config, seed);
                return new TrainingData(
                        train, heldOut, null, columns, scaling, encoded.layout().featureColumns());
            } catch (RuntimeException e) {
                train.close();
                throw e;
            }
        }
    }

    private PreparedData evaluation(Input input, List<String> featureColumns, FeatureScaling scaling) {
        Selection all = new Training(new Split(seed, 0));
        try (EncodedRows encoded = encode(input, featureColumns)) {
            Survey survey = survey(encoded, all, false);
            return encoded.prepare(all, new Finish(scaling, null), survey, config, seed);
        }
    }

    private EncodedRows encode(Input input, List<String> features) {
        RowLayout layout = SparkErrors.unwrap(
                input.place(),
                () -> RowLayout.of(input.table(), input.place(), features, input.label(), config.weight()));
        return EncodedRows.of(input.table(), input.place(), layout, demand);
    }

    private Survey survey(EncodedRows encoded, Selection selection, boolean withStatistics) {
        Survey survey = encoded.survey(selection, withStatistics);
        config.badRows().judge(survey.rejections(), survey.examples());
        if (survey.examples() == 0) {
            Rejections rejections = survey.rejections();
            throw new DataException("Cannot read data: " + encoded.place() + "; "
                    + (rejections.total() == 0
                            ? "it holds no rows"
                            : "no row of it can be used: " + rejections + "; the first: "
                                    + rejections.first().message()));
        }
        return survey;
    }

    private void requireBothSides(Survey survey, String place) {
        long heldOut = survey.examples() - survey.selected();
        if (survey.selected() == 0 || (config.validationFraction() > 0 && heldOut == 0)) {
            throw new DataException(String.format(
                    Locale.ROOT,
                    "Cannot hold out %s of the %d examples of %s: %d are left for training, %d for validation; "
                            + "change data.validationFraction or add data",
                    config.validationFraction(),
                    survey.examples(),
                    place,
                    survey.selected(),
                    heldOut));
        }
    }
}
