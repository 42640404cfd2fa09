package io.kindling.driver.ml;

import io.kindling.driver.data.Demand;
import io.kindling.driver.data.Preparation;
import io.kindling.driver.data.TrainingData;
import io.kindling.driver.model.TrainedModel;
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
import io.kindling.trainer.regularizer.None;
import io.kindling.trainer.training.Evaluator;
import io.kindling.trainer.training.Outcome;
import io.kindling.trainer.training.TrainingConfig;
import io.kindling.trainer.training.TrainingLoop;
import io.kindling.trainer.training.TrainingState;
import io.kindling.trainer.training.Update;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** One training of an estimator: params and rows in, model and summary out. */
final class Fitting {
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
        Optional<String> indicator = settings.column(params.validationIndicatorCol());
        Dataset<Row> training =
                used(indicator.map(name -> side(rows, name, false)).orElse(rows));
        Dataset<Row> validation =
                indicator.map(name -> used(side(rows, name, true))).orElse(null);
        Network network = settings.network(Preparation.featureWidth(training, settings.data()), outputs);
        TrainingConfig config = settings.training(indicator.map(name -> settings.validationRule()));
        Demand demand = Demand.of(network, loss, config);
        JavaSparkContext spark =
                JavaSparkContext.fromSparkContext(rows.sparkSession().sparkContext());
        try (TrainingData data =
                new Preparation(settings.data(), demand, config.seed()).prepare(training, validation)) {
            return fit(spark, network, config, data);
        }
    }

    private Result fit(JavaSparkContext spark, Network network, TrainingConfig config, TrainingData data) {
        NetworkTask task = new NetworkTask(network.spec(), loss, Metric.defaults(loss.task()));
        try (SparkGradientSource source = new SparkGradientSource(spark, task, data.train(), config, times -> {})) {
            return fit(
                    network,
                    config,
                    task,
                    source,
                    data.validation().map(rows -> new SparkEvaluator(spark, task, rows)),
                    data);
        }
    }

    private Result fit(
            Network network,
            TrainingConfig config,
            NetworkTask task,
            SparkGradientSource source,
            Optional<Evaluator> validation,
            TrainingData data) {
        OptimizerSpec spec = settings.optimizer();
        Optimizer optimizer = new Optimizer(spec, config.parameterGroups(), config.clipping(), network.parameters());
        LossWatch watch = new LossWatch(validation.isPresent() ? 0 : params.getPatience(), params.getTol());
        TrainingLoop loop = new TrainingLoop(
                source,
                new Update(network, new None(), optimizer),
                settings.schedule(),
                config.scheduleUnit(),
                spec.learningRate(),
                validation,
                config.validateEvery(),
                Optional.ofNullable(config.earlyStopping()),
                List.of(watch));
        TrainingState state =
                loop.start(first(network, config.seed()), optimizer.initialSlots(), task.metrics(), task.columns());
        Outcome outcome = loop.run(state, config.epochs(), watch::ended);
        int bestEpoch = state.stopping().bestModel() == null
                ? state.epoch()
                : state.stopping().bestEpoch() + 1;
        return new Result(
                new TrainedModel(
                        network.spec(),
                        loss,
                        loop.result(state),
                        data.columns(),
                        data.featureColumns(),
                        data.scaling()),
                new TrainingSummary(watch.reports(), outcome, bestEpoch));
    }

    private ModelState first(Network network, long seed) {
        if (initial == null) {
            return network.initialize(seed);
        }
        if (!initial.network().equals(network.spec())) {
            throw new ConfigurationException(
                    "Cannot start from the initial model: " + initial.network() + "; the network to train is "
                            + network.spec() + ", give it the same layers, features and classes");
        }
        return initial.state().copy();
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
        List<Column> columns = new ArrayList<>();
        columns.add(Columns.of(params.getFeaturesCol()));
        columns.add(Columns.of(params.getLabelCol()));
        settings.column(params.weightCol()).ifPresent(weight -> columns.add(Columns.of(weight)));
        return rows.select(columns.toArray(new Column[0]));
    }
}
