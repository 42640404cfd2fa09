package io.kindling.driver.ml;

import io.kindling.driver.checkpoint.Checkpoint;
import io.kindling.driver.checkpoint.History;
import io.kindling.driver.checkpoint.Resumption;
import io.kindling.driver.checkpoint.RunIdentity;
import io.kindling.driver.data.DataConfig;
import io.kindling.driver.data.Demand;
import io.kindling.driver.data.Preparation;
import io.kindling.driver.data.PreparedData;
import io.kindling.driver.data.TrainingData;
import io.kindling.driver.data.row.Rejections;
import io.kindling.driver.experiment.InitialModel;
import io.kindling.driver.model.TrainedModel;
import io.kindling.driver.storage.Folder;
import io.kindling.driver.training.NetworkTask;
import io.kindling.driver.training.SparkEvaluator;
import io.kindling.driver.training.SparkGradientSource;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.DataException;
import io.kindling.trainer.loss.LossFunction;
import io.kindling.trainer.metric.Metric;
import io.kindling.trainer.network.ModelState;
import io.kindling.trainer.network.Network;
import io.kindling.trainer.optimizer.Optimizer;
import io.kindling.trainer.optimizer.OptimizerSpec;
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
        // A folder that is not known is told before the rows are read.
        Optional<Folder> folder = settings.checkpointFolder(spark);
        Optional<String> indicator = settings.column(params.validationIndicatorCol());
        Dataset<Row> training =
                used(indicator.map(name -> side(rows, name, false)).orElse(rows));
        Dataset<Row> validation =
                indicator.map(name -> used(side(rows, name, true))).orElse(null);
        DataConfig columns = settings.data(Columns.of(training));
        Network network = settings.network(Preparation.featureWidth(training, columns, toldFeatures()), outputs);
        TrainingConfig config = settings.training(indicator.map(name -> settings.validationRule()));
        Demand demand = Demand.of(network, loss, config);
        try (TrainingData data = new Preparation(columns, demand, config.seed()).prepare(training, validation)) {
            dropped(data).forEach(LOG::warn);
            return fit(spark, folder, columns, network, config, data);
        }
    }

    private Result fit(
            JavaSparkContext spark,
            Optional<Folder> folder,
            DataConfig columns,
            Network network,
            TrainingConfig config,
            TrainingData data) {
        OptimizerSpec spec = settings.optimizer();
        Optimizer optimizer = new Optimizer(spec, config.parameterGroups(), config.clipping(), network.parameters());
        NetworkTask task = new NetworkTask(network.spec(), loss, Metric.defaults(loss.task()));
        Optional<ModelState> given = given(network, spark.hadoopConfiguration());
        ModelState first = given.orElseGet(() -> network.initialize(config.seed()));
        if (folder.isEmpty()) {
            return fit(spark, network, config, task, optimizer, data, first, Optional.empty());
        }
        RunIdentity identity = settings.identity(columns, network, loss, config, given);
        try (FitCheckpoints checkpoints = new FitCheckpoints(
                folder.get(), identity, params.getCheckpointInterval(), config, network, optimizer, task, data)) {
            Result result = fit(spark, network, config, task, optimizer, data, first, Optional.of(checkpoints));
            checkpoints.remove();
            return result;
        }
    }

    private Result fit(
            JavaSparkContext spark,
            Network network,
            TrainingConfig config,
            NetworkTask task,
            Optimizer optimizer,
            TrainingData data,
            ModelState first,
            Optional<FitCheckpoints> checkpoints) {
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
                    new Update(network, settings.regularizer(), optimizer),
                    settings.schedule(),
                    config.scheduleUnit(),
                    settings.optimizer().learningRate(),
                    validation,
                    config.validateEvery(),
                    Optional.ofNullable(config.earlyStopping()),
                    listeners);
            TrainingState state = from.map(Checkpoint::state)
                    .orElseGet(() -> loop.start(first, optimizer.initialSlots(), task.metrics(), task.columns()));
            Outcome outcome = loop.run(state, config.epochs(), watch::ended);
            return result(network, loop.result(state), data, state, watch, outcome);
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
                new TrainedModel(network.spec(), loss, model, data.columns(), data.features(), data.scaling()),
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
    private Optional<ModelState> given(Network network, Configuration hadoop) {
        Optional<String> place = settings.initialParameters();
        if (initial == null) {
            return place.map(path -> InitialModel.read(network, path, hadoop));
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
        return Optional.of(initial.state().copy());
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
