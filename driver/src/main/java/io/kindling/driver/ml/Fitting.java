package io.kindling.driver.ml;

import io.kindling.driver.SparkSettings;
import io.kindling.driver.checkpoint.Checkpoint;
import io.kindling.driver.checkpoint.History;
import io.kindling.driver.checkpoint.Resumption;
import io.kindling.driver.checkpoint.RunIdentity;
import io.kindling.driver.data.DataConfig;
import io.kindling.driver.data.Demand;
import io.kindling.driver.data.ParentInputs;
import io.kindling.driver.data.Preparation;
import io.kindling.driver.data.PreparedData;
import io.kindling.driver.data.TrainingData;
import io.kindling.driver.data.Vocabulary;
import io.kindling.driver.data.row.Rejections;
import io.kindling.driver.experiment.InitialModel;
import io.kindling.driver.experiment.InitialParameters;
import io.kindling.driver.model.TrainedModel;
import io.kindling.driver.storage.Folder;
import io.kindling.driver.training.NetworkTask;
import io.kindling.driver.training.Preflight;
import io.kindling.driver.training.SparkEvaluator;
import io.kindling.driver.training.SparkGradientSource;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.DataException;
import io.kindling.trainer.loss.LossFunction;
import io.kindling.trainer.metric.Metric;
import io.kindling.trainer.network.ModelState;
import io.kindling.trainer.network.Network;
import io.kindling.trainer.optimizer.Optimizer;
import io.kindling.trainer.training.Evaluator;
import io.kindling.trainer.training.Outcome;
import io.kindling.trainer.training.TrainingConfig;
import io.kindling.trainer.training.TrainingListener;
import io.kindling.trainer.training.TrainingLoop;
import io.kindling.trainer.training.TrainingState;
import io.kindling.trainer.training.Update;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One training of an estimator: params and rows in, model and summary out. */
final class Fitting {
    private static final Logger LOG = LoggerFactory.getLogger(Fitting.class);

    private final NeuralNetworkParams params;
    private final Settings settings;
    private final LossFunction loss;
    private final TrainedModel initial;

    /**
     * A training.
     *
     * @param initial whose parameters the training starts from; null for random ones
     */
    Fitting(NeuralNetworkParams params, LossFunction loss, TrainedModel initial) {
        this.params = params;
        this.settings = new Settings(params);
        this.loss = loss;
        this.initial = initial;
    }

    /** What a training gives. */
    record Result(TrainedModel model, TrainingSummary summary) {}

    /**
     * Trains on rows whose columns have been checked.
     *
     * @param outputs that the network must have
     */
    Result fit(Dataset<?> dataset, int outputs) {
        Dataset<Row> rows = dataset.toDF();
        JavaSparkContext spark =
                JavaSparkContext.fromSparkContext(rows.sparkSession().sparkContext());
        SparkSettings.requireRegistered(spark.getConf());
        // A folder that is not known is told before the rows are read.
        Optional<Folder> folder = settings.checkpointFolder(spark);
        Optional<String> indicator = settings.column(params.validationIndicatorCol());
        Dataset<Row> training =
                used(indicator.map(name -> side(rows, name, false)).orElse(rows));
        Dataset<Row> validation =
                indicator.map(name -> used(side(rows, name, true))).orElse(null);
        Plan plan = plan(spark, training, outputs);
        Optional<ParentInputs> parent = plan.initial().flatMap(model -> model.matchedBy(vocabulary(), plan.columns()));
        plan.initial().flatMap(model -> model.warning(plan.columns())).ifPresent(LOG::warn);
        parent.map(ParentInputs::describe).ifPresent(LOG::info);
        Demand demand = Demand.of(plan.network(), loss, plan.config());
        Preparation preparation =
                new Preparation(plan.columns(), demand, plan.config().seed(), parent);
        try (TrainingData data = preparation.prepare(training, validation, LOG::warn)) {
            dropped(data).forEach(LOG::warn);
            return fit(spark, folder, plan, data);
        }
    }

    /** What is trained, and what it starts from. */
    private record Plan(
            DataConfig columns,
            Network network,
            TrainingConfig config,
            Optimizer optimizer,
            Optional<InitialModel> initial) {

        NetworkTask task(LossFunction loss) {
            return new NetworkTask(network.spec(), loss, Metric.defaults(loss.task()));
        }

        ModelState first() {
            return initial.map(InitialModel::state).orElseGet(() -> network.initialize(config.seed()));
        }
    }

    private Plan plan(JavaSparkContext spark, Dataset<Row> training, int outputs) {
        DataConfig columns = settings.data(Columns.of(training));
        Network network = settings.network(Preparation.features(training, columns, toldFeatures()), outputs);
        TrainingConfig config = settings.training(
                settings.column(params.validationIndicatorCol()).map(name -> settings.validationRule()));
        Optimizer optimizer =
                new Optimizer(settings.optimizer(), config.parameterGroups(), config.clipping(), network.parameters());
        // First, for what comes after it is as large as the network.
        Preflight.of(spark.sc(), network, optimizer, config).require();
        return new Plan(columns, network, config, optimizer, given(network, spark.hadoopConfiguration()));
    }

    private Vocabulary vocabulary() {
        return settings.initialParameters().map(InitialParameters::vocabulary).orElse(Vocabulary.FREEZE);
    }

    private Result fit(JavaSparkContext spark, Optional<Folder> folder, Plan plan, TrainingData data) {
        if (folder.isEmpty()) {
            return fit(spark, plan, data, Optional.empty());
        }
        RunIdentity identity = settings.identity(plan.columns(), plan.network(), loss, plan.config(), plan.initial());
        try (FitCheckpoints checkpoints = new FitCheckpoints(
                folder.get(),
                identity,
                params.getCheckpointInterval(),
                plan.config(),
                plan.network(),
                plan.optimizer(),
                plan.task(loss),
                data)) {
            Result result = fit(spark, plan, data, Optional.of(checkpoints));
            checkpoints.remove();
            return result;
        }
    }

    private Result fit(JavaSparkContext spark, Plan plan, TrainingData data, Optional<FitCheckpoints> checkpoints) {
        NetworkTask task = plan.task(loss);
        TrainingConfig config = plan.config();
        Optional<Checkpoint> from = checkpoints.flatMap(FitCheckpoints::newest).map(Resumption::checkpoint);
        Optional<Evaluator> validation = data.validation().map(rows -> new SparkEvaluator(spark, task, rows));
        LossWatch watch = new LossWatch(
                validation.isPresent() ? 0 : params.getPatience(),
                params.getTol(),
                from.map(Checkpoint::history).orElse(History.NONE).epochs());
        List<TrainingListener> listeners = new ArrayList<>(List.of(watch));
        checkpoints.ifPresent(its -> listeners.add(its.listener(watch)));
        try (SparkGradientSource source = new SparkGradientSource(spark, task, data.train(), config, times -> {})) {
            TrainingLoop loop = new TrainingLoop(
                    source,
                    new Update(plan.network(), settings.regularizer(), plan.optimizer()),
                    settings.schedule(),
                    config.scheduleUnit(),
                    settings.optimizer().learningRate(),
                    validation,
                    config.validateEvery(),
                    Optional.ofNullable(config.earlyStopping()),
                    listeners);
            TrainingState state = from.map(Checkpoint::state)
                    .orElseGet(() ->
                            loop.start(plan.first(), plan.optimizer().initialSlots(), task.metrics(), task.columns()));
            Outcome outcome = loop.run(state, config.epochs(), watch::ended);
            return result(plan.network(), loop.result(state), data, state, watch, outcome);
        }
    }

    private Result result(
            Network network,
            ModelState model,
            TrainingData data,
            TrainingState state,
            LossWatch watch,
            Outcome outcome) {
        int bestEpoch = state.stopping().bestModel() == null
                ? state.epoch()
                : state.stopping().bestEpoch() + 1;
        return new Result(
                new TrainedModel(network.spec(), loss, model, data.inputs()),
                new TrainingSummary(
                        watch.reports(),
                        outcome,
                        bestEpoch,
                        data.train().dropped(),
                        data.validation().map(PreparedData::dropped).orElseGet(Rejections::new)));
    }

    private static List<String> dropped(TrainingData data) {
        List<String> dropped = new ArrayList<>(data.train().dropped().reports("dropped rows"));
        data.validation()
                .ifPresent(rows -> dropped.addAll(rows.dropped().reports("dropped rows of the validation data")));
        return dropped;
    }

    /** Features an example that the network's description or the initial model tells; 0 if neither does. */
    private int toldFeatures() {
        int ofInitial = initial == null ? 0 : initial.network().input().size();
        return settings.toldFeatures().orElse(ofInitial);
    }

    /** What the user wants to start from; empty where first values are drawn. */
    private Optional<InitialModel> given(Network network, Configuration hadoop) {
        Optional<String> place = settings.initialParameters().map(InitialParameters::from);
        Inputs inputs = new Inputs(params);
        if (initial == null) {
            return place.map(path -> InitialModel.read(network, path, hadoop)).map(inputs::named);
        }
        if (place.isPresent()) {
            throw new ConfigurationException(
                    "Cannot start from two models: " + place.get() + "; drop initialParameters or the initial model");
        }
        if (!initial.network().equals(network.spec())) {
            throw new ConfigurationException(
                    "Cannot start from the initial model: " + initial.network() + "; the network to train is "
                            + network.spec() + ", give it the same layers, features and classes");
        }
        InitialModel model =
                new InitialModel("the initial model", initial.state().copy(), Optional.of(initial.inputs()));
        return Optional.of(inputs.named(model));
    }

    /** The rows of one side of the split; one that belongs to none would be lost in silence. */
    private static Dataset<Row> side(Dataset<Row> rows, String indicator, boolean value) {
        Column column = Columns.of(indicator);
        if (!rows.filter(column.isNull()).isEmpty()) {
            throw new DataException("Cannot read column " + indicator
                    + " of validationIndicatorCol: null; it must be true or false in every row");
        }
        return rows.filter(column.equalTo(value));
    }

    private Dataset<Row> used(Dataset<Row> rows) {
        if (new Inputs(params).areColumns()) {
            return rows;
        }
        List<Column> columns = new ArrayList<>();
        columns.add(Columns.of(params.getFeaturesCol()));
        columns.add(Columns.of(params.getLabelCol()));
        settings.column(params.weightCol()).ifPresent(weight -> columns.add(Columns.of(weight)));
        return rows.select(columns.toArray(new Column[0]));
    }
}
