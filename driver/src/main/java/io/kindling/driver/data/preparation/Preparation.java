package io.kindling.driver.data.preparation;

import io.kindling.driver.data.DataConfig;
import io.kindling.driver.data.DataRequirements;
import io.kindling.driver.data.DerivedColumns;
import io.kindling.driver.data.Fail;
import io.kindling.driver.data.FittedInputs;
import io.kindling.driver.data.ModelWidth;
import io.kindling.driver.data.NetworkInput;
import io.kindling.driver.data.ParentInputs;
import io.kindling.driver.data.PreparedData;
import io.kindling.driver.data.TrainingColumns;
import io.kindling.driver.data.TrainingData;
import io.kindling.driver.data.Vocabulary;
import io.kindling.driver.data.column.FittedColumns;
import io.kindling.driver.data.order.ExampleTransform;
import io.kindling.driver.data.row.FeatureColumns;
import io.kindling.driver.data.row.Rejections;
import io.kindling.driver.data.row.RowLayout;
import io.kindling.driver.data.sample.HeldOut;
import io.kindling.driver.data.sample.Selection;
import io.kindling.driver.data.sample.Split;
import io.kindling.driver.data.sample.Survey;
import io.kindling.driver.data.sample.Training;
import io.kindling.driver.data.scaling.NoScaling;
import io.kindling.driver.data.source.DataSource;
import io.kindling.driver.data.source.InputPaths;
import io.kindling.driver.data.source.SourceTable;
import io.kindling.driver.data.store.PreparedStore;
import io.kindling.driver.spark.SparkErrors;
import io.kindling.driver.storage.Folder;
import io.kindling.trainer.data.FeatureScaling;
import io.kindling.trainer.error.DataException;
import io.kindling.trainer.layer.EmbeddedInput;
import io.kindling.trainer.layout.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * Prepares the rows of any source as blocks whose order depends only on content and seed.
 *
 * <p>The rows of a source are encoded once and persisted. One Spark job surveys them: bad rows, counts, digest and
 * statistics. Two shuffles then order each side of the split and cut it into blocks, and the encoded rows are freed. No
 * value depends on partitions, files or timing.
 */
public final class Preparation {
    private static final String TRAINING_DATA = "the training data";
    private static final int UNKNOWN = 0;

    private final DataConfig config;
    private final DataRequirements demand;
    private final long seed;
    private final Optional<ParentInputs> parent;

    /** Creates a preparation that fits rules and scaling on the training table. */
    public Preparation(DataConfig config, DataRequirements demand, long seed) {
        this(config, demand, seed, Optional.empty());
    }

    /**
     * Creates a preparation.
     *
     * @param parent the inputs of the model that training starts from; empty fits rules and scaling on the training
     *     table
     */
    public Preparation(DataConfig config, DataRequirements demand, long seed, Optional<ParentInputs> parent) {
        this.config = config;
        this.demand = demand;
        this.seed = seed;
        this.parent = parent;
    }

    /** A table, its name in messages, and its label columns. */
    private record Input(SourceTable table, String place, List<String> label) {

        Input derived(DerivedColumns columns, List<String> nullValues) {
            return new Input(columns.apply(table, nullValues, place), place, label);
        }

        Input derived(DataConfig config) {
            return derived(config.table().derived(), config.table().nullValues());
        }

        Input encoded(FittedColumns columns) {
            return new Input(columns.apply(table, place), place, label);
        }

        RowLayout.Choice choice(DataConfig config) {
            return new RowLayout.Choice(
                    config.table().features(), label, config.table().weight());
        }
    }

    /**
     * Returns the number of features per example in the source of a configuration.
     *
     * @throws DataException if the source cannot be opened
     */
    public static int featureWidth(SparkSession spark, DataConfig config) {
        return input(spark, config, UNKNOWN).size();
    }

    /**
     * Returns the input of a network for the source of a configuration.
     *
     * @param known number of features in the configuration of the network; 0 if it has none
     * @throws DataException if the source cannot be opened
     */
    public static Shape input(SparkSession spark, DataConfig config, int known) {
        if (config.sources().prepared() != null) {
            return store(spark, config.sources().prepared()).input();
        }
        DataSource source = config.sources().source();
        InputPaths.require(
                source, config.sources().missingPaths(), spark.sparkContext().hadoopConfiguration());
        List<String> label = config.table().label().isEmpty()
                ? source.label()
                : config.table().label();
        return SparkErrors.unwrap(
                source.place(), () -> input(new Input(source.open(spark), source.place(), label), config, known));
    }

    /**
     * Returns the input of a network for a table.
     *
     * @param known number of features in the configuration of the network; 0 if it has none
     * @throws DataException if a column is missing or cannot be read as numbers
     */
    public static Shape input(Dataset<Row> rows, DataConfig config, int known) {
        return SparkErrors.unwrap(
                TRAINING_DATA,
                () -> input(
                        new Input(
                                SourceTable.of(rows),
                                TRAINING_DATA,
                                config.table().label()),
                        config,
                        known));
    }

    /**
     * Returns the number of targets per example in a table.
     *
     * @param known number of targets if known; 0 otherwise
     * @throws DataException if a column is missing or cannot be read as numbers
     */
    public static int targetWidth(Dataset<Row> rows, DataConfig config, int known) {
        return SparkErrors.unwrap(TRAINING_DATA, () -> {
            Input input = new Input(
                            SourceTable.of(rows), TRAINING_DATA, config.table().label())
                    .derived(config);
            SourceTable encoded = unfitted(input, config).apply(input.table(), input.place());
            return RowLayout.targetWidth(encoded, input.place(), input.choice(config), known);
        });
    }

    private static Shape input(Input table, DataConfig config, int known) {
        Input input = table.derived(config);
        FittedColumns rules = unfitted(input, config);
        SourceTable encoded = rules.apply(input.table(), input.place());
        return NetworkInput.of(RowLayout.features(encoded, input.place(), input.choice(config), known), rules);
    }

    private static FittedColumns unfitted(Input input, DataConfig config) {
        SourceTable table = input.table();
        return FittedColumns.unfitted(
                        table.schema(),
                        table.nameCase(),
                        input.place(),
                        config.table().columns(),
                        input.label())
                .withNullValues(config.table().nullValues());
    }

    /**
     * Compares the training table with the model that training starts from. Reads only the widths of the columns.
     *
     * @throws io.kindling.trainer.error.ConfigurationException that names what differs
     */
    public void requireMatch(SparkSession spark) {
        parent.ifPresent(model -> {
            if (config.sources().prepared() == null) {
                requireMatch(model, training(spark).derived(config));
            } else {
                store(spark, config.sources().prepared()).requireMatch(model);
            }
        });
    }

    /** Returns the table as the model sees it, after all checks. */
    private ParentInputs.Candidate requireMatch(ParentInputs model, Input training) {
        FittedColumns rules = unfitted(training, config);
        Input encoded = training.encoded(rules);
        RowLayout layout = chosen(encoded);
        TrainingColumns described = described(encoded, layout);
        ParentInputs.Candidate table =
                new ParentInputs.Candidate(derived(rules, described), rules, described, layout.columnsRead());
        model.requireMatch(table);
        return table;
    }

    /** Returns the derived columns that features and labels need. */
    private DerivedColumns derived(FittedColumns rules, TrainingColumns described) {
        return config.table().derived().making(rules.sources(described.names()));
    }

    private TrainingColumns described(Input encoded, RowLayout layout) {
        StructType schema = encoded.table().schema();
        return new TrainingColumns(layout.describedFeatures(schema), layout.describedTargets(schema), config.scaling());
    }

    /**
     * Prepares the sources of the configuration, or reads the data prepared before.
     *
     * @throws DataException if the data cannot be used for training
     */
    public TrainingData prepare(SparkSession spark) {
        return prepare(spark, warning -> {});
    }

    /**
     * Prepares the sources that the configuration names.
     *
     * @param warnings receives warnings about columns that differ from the training data of the model, about features
     *     that number the rows, and about unused expressions
     */
    public TrainingData prepare(SparkSession spark, Consumer<String> warnings) {
        if (config.sources().prepared() != null) {
            PreparedStore store = store(spark, config.sources().prepared());
            parent.ifPresent(store::requireMatch);
            return store.read(config, demand, seed);
        }
        for (DataSource later :
                Arrays.asList(config.sources().validation(), config.sources().test())) {
            requirePresent(spark, later);
        }
        return prepare(
                training(spark),
                inputs -> input(spark, config.sources().validation(), inputs),
                inputs -> input(spark, config.sources().test(), inputs),
                warnings);
    }

    /**
     * Prepares the sources that the configuration names and writes them to a folder, for {@code data.prepared}.
     *
     * @param described receives the data before it is written
     * @throws io.kindling.trainer.error.StorageException if the folder already holds prepared data
     */
    public void write(SparkSession spark, String folder, Consumer<TrainingData> described) {
        PreparedStore store = store(spark, folder);
        Preparation preparation = new Preparation(config, PreparedStore.demand(demand), seed, parent);
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
     * @param validation null to hold out the fraction of the configuration
     * @throws DataException if the data cannot be used for training
     */
    public TrainingData prepare(Dataset<Row> training, Dataset<Row> validation) {
        return prepare(training, validation, warning -> {});
    }

    /**
     * Prepares tables instead of the sources that the configuration names.
     *
     * @param validation null to hold out the fraction of the configuration
     * @param warnings receives the same warnings as {@link #prepare(SparkSession, Consumer)}
     */
    public TrainingData prepare(Dataset<Row> training, Dataset<Row> validation, Consumer<String> warnings) {
        Input heldOut = input(validation, "the validation data");
        return prepare(input(training, TRAINING_DATA), inputs -> heldOut, inputs -> null, warnings);
    }

    /**
     * Prepares a source for evaluation: all of its examples.
     *
     * @param inputs inputs that the model was trained with
     */
    public PreparedData evaluation(SparkSession spark, DataSource source, FittedInputs inputs) {
        return evaluation(spark, source, inputs, warning -> {});
    }

    /**
     * Prepares a source for evaluation.
     *
     * @param warnings receives warnings about columns that differ from the training data of the model
     */
    public PreparedData evaluation(
            SparkSession spark, DataSource source, FittedInputs inputs, Consumer<String> warnings) {
        FittedInputs read = inputs.withNullValues(config.table().nullValues());
        return evaluation(input(spark, source, read), read, warnings);
    }

    /**
     * Returns how the first rows of a table differ from the training data of a model.
     *
     * @param place name of the table, for messages
     */
    public static List<String> warnings(Dataset<Row> rows, String place, FittedInputs inputs, DataRequirements demand) {
        Input input = new Input(SourceTable.of(rows), place, List.of())
                .derived(inputs.derivedFeatures(), inputs.columns().nullValues());
        return Sample.of(input.table(), place).warnings(inputs, demand);
    }

    /**
     * Encodes the first rows of the sources of the configuration, as training does.
     *
     * @return bad rows and warnings; empty for data prepared before
     * @throws io.kindling.trainer.error.KindlingException as the training would throw it
     */
    public List<String> sample(SparkSession spark) {
        List<String> problems = new ArrayList<>();
        if (config.sources().prepared() != null) {
            return problems;
        }
        Input training = training(spark).derived(config);
        Sample sample = Sample.of(training.table(), training.place());
        Input first = new Input(sample.table(), training.place(), training.label());
        FittedColumns columns = parent.map(model -> model.frozen(requireMatch(model, first)))
                .orElseGet(() -> FittedColumns.fitSample(
                        first.table(),
                        first.place(),
                        config.table().columns(),
                        config.table().nullValues(),
                        first.label()));
        RowLayout layout = layout(first.encoded(columns));
        demand.requireSample(columns, layout.featureColumns());
        problems.addAll(problems(sample, columns, layout));
        problems.addAll(unused(derived(columns, described(first.encoded(columns), layout))));
        if (parent.isEmpty()) {
            rowNumbers(first, columns, layout.featureColumns().names()).ifPresent(problems::add);
        }
        // Labels of the other sources may be among the rows that were not read.
        if (parent.isPresent()
                || columns.columns().stream()
                        .allMatch(column -> column.classNames().isEmpty())) {
            for (DataSource source : Arrays.asList(
                    config.sources().validation(), config.sources().test())) {
                if (source != null) {
                    Input other = input(spark, source).derived(config);
                    Sample others = Sample.of(other.table(), other.place());
                    Input head = new Input(others.table(), other.place(), other.label());
                    problems.addAll(problems(others, columns, layout(head.encoded(columns), layout.featureColumns())));
                }
            }
        }
        return problems;
    }

    private List<String> problems(Sample sample, FittedColumns columns, RowLayout layout) {
        List<EmbeddedInput> embedded = embedded(unscaled(columns, layout));
        Sample.Encoded encoded = sample.encode(columns, layout, demand, embedded);
        if (config.badRows() instanceof Fail fail) {
            fail.judge(encoded.rejections(), encoded.examples());
        }
        return encoded.rejections().reports("bad rows among the first " + Sample.ROWS + " of " + sample.place());
    }

    /** Returns the features that the scaling does not change. */
    private IntPredicate unscaled(FittedColumns columns, RowLayout layout) {
        BitSet unscaled = layout.featuresOf(columns.unscaled());
        boolean scales = !(config.scaling() instanceof NoScaling);
        return feature -> !scales || unscaled.get(feature);
    }

    /** Returns the embeddings whose row numbers reach them without scaling, so they can be checked. */
    private List<EmbeddedInput> embedded(IntPredicate isUnscaled) {
        return demand.embedded().stream().filter(its -> its.all(isUnscaled)).toList();
    }

    /**
     * Prepares a table for evaluation, as {@link #evaluation(SparkSession, DataSource, FittedInputs)} does a source.
     */
    public PreparedData evaluation(Dataset<Row> rows, FittedInputs inputs) {
        return evaluation(
                input(rows, "the data"), inputs.withNullValues(config.table().nullValues()), warning -> {});
    }

    private void requirePresent(SparkSession spark, DataSource source) {
        if (source != null) {
            InputPaths.require(
                    source,
                    config.sources().missingPaths(),
                    spark.sparkContext().hadoopConfiguration());
        }
    }

    private Input input(SparkSession spark, DataSource source) {
        requirePresent(spark, source);
        SourceTable table = SparkErrors.unwrap(source.place(), () -> source.open(spark));
        return new Input(
                table,
                source.place(),
                config.table().label().isEmpty()
                        ? source.label()
                        : config.table().label());
    }

    /** Opens a source whose files may have fewer features than the model. */
    private Input input(SparkSession spark, DataSource source, FittedInputs inputs) {
        return source == null
                ? null
                : input(spark, new ModelWidth(inputs.features(), demand.features()).apply(spark, source));
    }

    private Input training(SparkSession spark) {
        return parent.map(model -> input(spark, config.sources().source(), model.inputs()))
                .orElseGet(() -> input(spark, config.sources().source()));
    }

    private Input input(Dataset<Row> rows, String place) {
        return rows == null
                ? null
                : new Input(SourceTable.of(rows), place, config.table().label());
    }

    /** Opens a table when the inputs of the training are known. */
    private interface Later {
        Input open(FittedInputs inputs);
    }

    private TrainingData prepare(Input table, Later validations, Later tests, Consumer<String> warnings) {
        Input training = table.derived(config);
        FittedColumns columns = parent.map(model -> columns(model, training)).orElseGet(() -> fitted(training));
        parent.ifPresent(model -> Sample.of(training.table(), training.place())
                .warnings(
                        new FittedInputs(
                                columns,
                                model.inputs().features(),
                                model.inputs().scaling()),
                        demand)
                .forEach(warnings));
        TrainingData split = split(training.encoded(columns), columns);
        FittedInputs inputs = split.inputs();
        unused(inputs.derived()).forEach(warnings);
        if (parent.isEmpty()) {
            rowNumbers(training, columns, inputs.featureColumns()).ifPresent(warnings);
        }
        PreparedData heldOut = split.validation().orElse(null);
        try {
            Input validation = validations.open(inputs);
            Input test = tests.open(inputs);
            if (validation != null) {
                heldOut = evaluation(validation, inputs, warnings);
            }
            PreparedData tested = test == null ? null : evaluation(test, inputs, warnings);
            return new TrainingData(split.train(), heldOut, tested, inputs);
        } catch (RuntimeException e) {
            split.close();
            if (heldOut != null) {
                heldOut.close();
            }
            throw e;
        }
    }

    /** Returns warnings about expressions that no feature, label or weight needs. */
    private List<String> unused(DerivedColumns used) {
        Set<String> names = new TreeSet<>(used.expressions().keySet());
        if (config.table().weight() != null) {
            names.addAll(config.table()
                    .derived()
                    .making(List.of(config.table().weight()))
                    .expressions()
                    .keySet());
        }
        return config.table().derived().expressions().keySet().stream()
                .filter(name -> !names.contains(name))
                .map(name -> "nothing uses data.expressions." + name
                        + "; name it in data.features or data.label, or remove it")
                .toList();
    }

    /** Returns a warning about a feature that numbers the rows. */
    private static Optional<String> rowNumbers(Input training, FittedColumns columns, List<String> features) {
        List<String> unruled =
                features.stream().filter(columns.sources(features)::contains).toList();
        return RowNumbers.warning(training.table(), unruled, training.place());
    }

    /**
     * Returns the rules of the model, after a comparison with newly fitted rules if the model refuses new vocabulary.
     */
    private FittedColumns columns(ParentInputs model, Input training) {
        FittedColumns frozen = model.frozen(requireMatch(model, training));
        if (model.vocabulary() == Vocabulary.REFUSE) {
            model.requireSame(fitted(training));
        }
        return frozen;
    }

    private FittedColumns fitted(Input training) {
        return FittedColumns.fit(
                training.table(),
                training.place(),
                config.table().columns(),
                config.table().nullValues(),
                training.label());
    }

    /** Splits a table into training examples and examples held out. */
    private TrainingData split(Input training, FittedColumns columns) {
        Split split = new Split(seed, config.sources().validationFraction());
        Training remaining = new Training(split);
        RowLayout layout = layout(training);
        demand.require(columns, layout.featureColumns());
        try (EncodedRows encoded = encode(training, layout, unscaled(columns, layout))) {
            Survey survey =
                    survey(encoded, remaining, fitsScaling() && config.scaling().readsStatistics());
            requireBothSides(survey, training.place());
            FittedInputs inputs = inputs(training, encoded.layout(), columns, survey);
            Balancing balancing = Balancing.of(config, survey, demand.loss().task());
            ExampleTransform finish = new ExampleTransform(inputs.scaling(), balancing.classWeights());
            PreparedData train = encoded.prepare(balancing.selection(remaining, seed), finish, survey, config, seed);
            try {
                PreparedData heldOut = config.sources().validationFraction() == 0
                        ? null
                        : encoded.prepare(
                                new HeldOut(split), new ExampleTransform(inputs.scaling(), null), survey, config, seed);
                return new TrainingData(train, heldOut, null, inputs);
            } catch (RuntimeException e) {
                train.close();
                throw e;
            }
        }
    }

    private boolean fitsScaling() {
        return parent.isEmpty() || parent.get().vocabulary() == Vocabulary.REFUSE;
    }

    private FittedInputs inputs(Input training, RowLayout layout, FittedColumns columns, Survey survey) {
        TrainingColumns described = described(training, layout);
        FeatureScaling scaling;
        if (fitsScaling() || !config.scaling().readsStatistics()) {
            scaling = config.scaling()
                    .fit(survey.statistics(), demand.features())
                    .except(layout.featuresOf(columns.unscaled()));
            parent.ifPresent(model -> model.requireSame(scaling, layout.featureNames()));
        } else {
            scaling = parent.get().inputs().scaling();
        }
        return new FittedInputs(
                derived(columns, described),
                columns,
                layout.featureColumns(),
                scaling,
                parent.map(model -> described.completedBy(model.inputs().described()))
                        .orElse(described));
    }

    private PreparedData evaluation(Input table, FittedInputs inputs, Consumer<String> warnings) {
        DerivedColumns derived = inputs.derived().followedBy(config.table().derived());
        Input raw = table.derived(derived, inputs.columns().nullValues());
        Input input = raw.encoded(inputs.columns());
        Selection all = new Training(new Split(seed, 0));
        FeatureScaling scaling = inputs.scaling();
        try (EncodedRows encoded = encode(input, layout(input, inputs.features()), scaling::isIdentity)) {
            inputs.described().requireOrder(described(input, encoded.layout()), input.place());
            Sample.of(raw.table(), raw.place()).warnings(inputs, demand).forEach(warnings);
            Survey survey = survey(encoded, all, false);
            return encoded.prepare(all, new ExampleTransform(inputs.scaling(), null), survey, config, seed);
        }
    }

    private EncodedRows encode(Input input, RowLayout layout, IntPredicate isUnscaled) {
        return EncodedRows.of(input.table(), input.place(), layout, demand, embedded(isUnscaled));
    }

    /** Returns the columns to train on, from the configuration or from the model that training starts from. */
    private RowLayout layout(Input input) {
        return parent.map(model -> layout(input, model.inputs().features())).orElseGet(() -> chosen(input));
    }

    private RowLayout layout(Input input, FeatureColumns features) {
        return SparkErrors.unwrap(
                input.place(),
                () -> RowLayout.ofEvaluation(input.table(), input.place(), features, input.choice(config), expected()));
    }

    private RowLayout chosen(Input input) {
        return SparkErrors.unwrap(
                input.place(), () -> RowLayout.of(input.table(), input.place(), input.choice(config), expected()));
    }

    private RowLayout.Expected expected() {
        return RowLayout.Expected.of(demand.input(), demand.loss().targetColumns(demand.outputs()));
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
        if (survey.selected() == 0 || (config.sources().validationFraction() > 0 && heldOut == 0)) {
            throw new DataException(String.format(
                    Locale.ROOT,
                    "Cannot hold out %s of the %d examples of %s: %d are left for training, %d for validation; "
                            + "change data.validationFraction or add data",
                    config.sources().validationFraction(),
                    survey.examples(),
                    place,
                    survey.selected(),
                    heldOut));
        }
    }
}
