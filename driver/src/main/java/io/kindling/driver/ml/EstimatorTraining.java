package io.kindling.driver.ml;

import io.kindling.driver.checkpoint.Checkpoints;
import io.kindling.driver.checkpoint.History;
import io.kindling.driver.checkpoint.RunIdentity;
import io.kindling.driver.config.InitialParameters;
import io.kindling.driver.data.DataConfig;
import io.kindling.driver.data.DataRequirements;
import io.kindling.driver.data.ParentInputs;
import io.kindling.driver.data.PreparedData;
import io.kindling.driver.data.TrainingData;
import io.kindling.driver.data.Vocabulary;
import io.kindling.driver.data.preparation.Preparation;
import io.kindling.driver.data.row.Rejections;
import io.kindling.driver.model.TrainedModel;
import io.kindling.driver.run.InitialModel;
import io.kindling.driver.session.SparkSettings;
import io.kindling.driver.spark.SparkErrors;
import io.kindling.driver.storage.Folder;
import io.kindling.driver.training.DistributedTraining;
import io.kindling.driver.training.Preflight;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.DataException;
import io.kindling.trainer.layout.Shape;
import io.kindling.trainer.loss.LossFunction;
import io.kindling.trainer.network.ModelState;
import io.kindling.trainer.network.Network;
import io.kindling.trainer.training.TrainingEngine;
import io.kindling.trainer.training.TrainingListener;
import io.kindling.trainer.training.TrainingResult;
import io.kindling.trainer.training.TrainingState;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One training run of an estimator, from params and rows to a model and a summary. */
final class EstimatorTraining {
    private static final Logger LOG = LoggerFactory.getLogger(EstimatorTraining.class);

    private final NeuralNetworkParams params;
    private final ParamsToConfig settings;
    private final LossFunction loss;
    private final TrainedModel initial;
    private final IntConsumer outputsCheck;

    /**
     * Creates a training.
     *
     * @param initial model from whose parameters training starts; null for random parameters
     * @param outputsCheck called with the number of network outputs before training starts
     */
    EstimatorTraining(NeuralNetworkParams params, LossFunction loss, TrainedModel initial, IntConsumer outputsCheck) {
        this.params = params;
        this.outputsCheck = outputsCheck;
        this.settings = new ParamsToConfig(params);
        this.loss = loss;
        this.initial = initial;
    }

    /** Result of a training. */
    record Result(TrainedModel model, TrainingSummary summary) {}

    /**
     * Trains on rows whose columns are already checked.
     *
     * @param outputs number of network outputs; empty for one per target. Called after the split is checked
     */
    Result fit(Dataset<?> dataset, Supplier<OptionalInt> outputs) {
        Dataset<Row> rows = dataset.toDF();
        JavaSparkContext spark =
                JavaSparkContext.fromSparkContext(rows.sparkSession().sparkContext());
        SparkSettings.requireRegistered(spark.getConf());
        // Report an unknown folder before the rows are read.
        Optional<Folder> folder = settings.checkpointFolder(spark);
        Optional<String> indicator = settings.column(params.validationIndicatorCol());
        indicator.ifPresent(name -> requireBothSides(rows, name));
        Dataset<Row> training =
                used(indicator.map(name -> rowsWhere(rows, name, false)).orElse(rows));
        Dataset<Row> validation =
                indicator.map(name -> used(rowsWhere(rows, name, true))).orElse(null);
        Plan plan = plan(spark, training, outputs.get());
        Optional<ParentInputs> parent = plan.initial().flatMap(model -> model.matchedBy(vocabulary(), plan.columns()));
        plan.initial().flatMap(model -> model.warning(plan.columns())).ifPresent(LOG::warn);
        parent.map(ParentInputs::describe).ifPresent(LOG::info);
        Preparation preparation = new Preparation(
                plan.columns(),
                DataRequirements.of(plan.engine()),
                plan.engine().spec().training().seed(),
                parent);
        try (TrainingData data = preparation.prepare(training, validation, LOG::warn)) {
            dropped(data).forEach(LOG::warn);
            return fit(rows.sparkSession(), folder, plan, data);
        }
    }

    /** The network to train, its data, and its initial model. */
    private record Plan(DataConfig columns, TrainingEngine engine, Optional<InitialModel> initial) {
        ModelState first() {
            return initial.map(InitialModel::state).orElseGet(engine::initialModel);
        }
    }

    private Plan plan(JavaSparkContext spark, Dataset<Row> training, OptionalInt outputs) {
        DataConfig columns = settings.data(Columns.of(training));
        Shape features = Preparation.input(training, columns, declaredFeatures());
        int targets =
                outputs.orElseGet(() -> Preparation.targetWidth(training, columns, declaredOutputs(features.size())));
        outputsCheck.accept(targets);
        TrainingEngine engine = new TrainingEngine(settings.spec(features, targets, loss));
        // Check memory first: everything below is as large as the network.
        Preflight.of(spark.sc(), engine, settings.execution()).require();
        return new Plan(columns, engine, given(engine.network(), spark.hadoopConfiguration()));
    }

    private Vocabulary vocabulary() {
        return settings.initialParameters().map(InitialParameters::vocabulary).orElse(Vocabulary.FREEZE);
    }

    private Result fit(SparkSession spark, Optional<Folder> folder, Plan plan, TrainingData data) {
        DistributedTraining training = new DistributedTraining(spark, plan.engine(), settings.execution(), data);
        int patience = data.validation().isPresent() ? 0 : params.getPatience();
        if (folder.isEmpty()) {
            LossWatch watch = new LossWatch(patience, params.getTol(), List.of());
            TrainingState state = plan.engine().start(plan.first());
            return result(plan, data, watch, training.run(state, List.of(watch), watch::shouldStop));
        }
        RunIdentity identity = settings.identity(plan.columns(), plan.engine().spec(), plan.initial());
        try (FitCheckpoints fit =
                new FitCheckpoints(folder.get(), identity, params.getCheckpointInterval(), plan.engine(), data)) {
            Checkpoints checkpoints = fit.checkpoints();
            LossWatch watch = new LossWatch(
                    patience, params.getTol(), checkpoints.history().epochs());
            List<TrainingListener> listeners = new ArrayList<>(List.of(watch));
            listeners.addAll(checkpoints.listeners(() -> new History(watch.lines(), List.of())));
            Result result =
                    result(plan, data, watch, training.run(plan.first(), checkpoints, listeners, watch::shouldStop));
            fit.remove();
            return result;
        }
    }

    private Result result(Plan plan, TrainingData data, LossWatch watch, TrainingResult trained) {
        return new Result(
                new TrainedModel(plan.engine().network().spec(), loss, trained.model(), data.inputs()),
                new TrainingSummary(
                        watch.reports(),
                        trained.outcome(),
                        trained.bestEpoch(),
                        data.train().dropped(),
                        data.validation().map(PreparedData::dropped).orElseGet(Rejections::new)));
    }

    private static List<String> dropped(TrainingData data) {
        List<String> dropped = new ArrayList<>(data.train().dropped().reports("dropped rows"));
        data.validation()
                .ifPresent(rows -> dropped.addAll(rows.dropped().reports("dropped rows of the validation data")));
        return dropped;
    }

    /** Features per example, from the network or the initial model; 0 if neither defines them. */
    private int declaredFeatures() {
        int features = initial == null ? 0 : initial.network().input().size();
        return settings.declaredFeatures().orElse(features);
    }

    /** Number of outputs, from the network or the initial model; 0 if neither defines it. */
    private int declaredOutputs(int features) {
        int outputs =
                initial == null ? 0 : Network.of(initial.network()).output().size();
        return settings.declaredOutputs(features).orElse(outputs);
    }

    /** The initial model; empty for random initial parameters. */
    private Optional<InitialModel> given(Network network, Configuration hadoop) {
        Optional<String> place = settings.initialParameters().map(InitialParameters::from);
        Inputs inputs = new Inputs(params);
        if (initial == null) {
            return place.map(path -> InitialModel.read(network, path, hadoop)).map(inputs::named);
        }
        if (place.isPresent()) {
            throw new ConfigurationException(
                    "Cannot start from two models: " + place.get() + "; remove initialParameters or the initial model");
        }
        if (!initial.network().isSameAs(network.spec())) {
            throw new ConfigurationException(
                    "Cannot start from the initial model: " + initial.network() + "; the network to train is "
                            + network.spec() + "; both must have the same layers, features and classes");
        }
        InitialModel model =
                new InitialModel("the initial model", initial.state().copy(), Optional.of(initial.inputs()));
        return Optional.of(inputs.named(model));
    }

    /** Checks that the indicator splits all rows. Null rows would be lost silently, and both sides need rows. */
    private static void requireBothSides(Dataset<Row> rows, String indicator) {
        Set<Object> values = SparkErrors.unwrap(
                "the data",
                () -> rows.select(Columns.of(indicator)).distinct().collectAsList().stream()
                        .map(row -> row.get(0))
                        .collect(Collectors.toCollection(HashSet::new)));
        if (values.contains(null)) {
            throw new DataException("Cannot read column " + indicator
                    + " of validationIndicatorCol: null; it must be true or false in every row");
        }
        if (values.size() == 1) {
            boolean heldOut = values.contains(true);
            throw new DataException(
                    "Cannot split the data by column " + indicator + " of validationIndicatorCol: it is "
                            + heldOut + " in every row; "
                            + (heldOut
                                    ? "training rows need false"
                                    : "validation rows need true; set it there, or leave validationIndicatorCol unset"));
        }
    }

    /** The rows of one side of the split. */
    private static Dataset<Row> rowsWhere(Dataset<Row> rows, String indicator, boolean value) {
        return rows.filter(Columns.of(indicator).equalTo(value));
    }

    private Dataset<Row> used(Dataset<Row> rows) {
        if (new Inputs(params).areColumns()) {
            return rows;
        }
        List<Column> columns = new ArrayList<>();
        columns.add(Columns.of(params.getFeaturesCol()));
        new Labels(params).names().forEach(label -> columns.add(Columns.of(label)));
        settings.column(params.weightCol()).ifPresent(weight -> columns.add(Columns.of(weight)));
        return rows.select(columns.toArray(new Column[0]));
    }
}
