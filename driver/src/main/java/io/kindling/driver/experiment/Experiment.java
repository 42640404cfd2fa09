package io.kindling.driver.experiment;

import io.kindling.driver.data.Demand;
import io.kindling.driver.data.Preparation;
import io.kindling.driver.data.PreparedData;
import io.kindling.driver.data.TrainingData;
import io.kindling.driver.model.ModelFolder;
import io.kindling.driver.model.TrainedModel;
import io.kindling.driver.storage.Folder;
import io.kindling.driver.training.NetworkTask;
import io.kindling.driver.training.SparkEvaluator;
import io.kindling.driver.training.SparkGradientSource;
import io.kindling.trainer.checkpoint.Digest;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.layout.Features;
import io.kindling.trainer.layout.Shape;
import io.kindling.trainer.loss.LossFunction;
import io.kindling.trainer.metric.Metric;
import io.kindling.trainer.network.ModelState;
import io.kindling.trainer.network.Network;
import io.kindling.trainer.optimizer.Optimizer;
import io.kindling.trainer.training.EarlyStopping;
import io.kindling.trainer.training.Evaluator;
import io.kindling.trainer.training.Outcome;
import io.kindling.trainer.training.TrainingConfig;
import io.kindling.trainer.training.TrainingListener;
import io.kindling.trainer.training.TrainingLoop;
import io.kindling.trainer.training.TrainingState;
import io.kindling.trainer.training.Update;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** One training from configuration to run folder. */
public final class Experiment {
    private final SparkSession spark;
    private final JavaSparkContext context;
    private final ExperimentConfig config;
    private final Network network;
    private final NetworkTask task;

    /**
     * Binds an experiment; reads no more of the data than its width.
     *
     * @throws ConfigurationException if the parts do not fit one another
     */
    public Experiment(SparkSession spark, ExperimentConfig config) {
        this.spark = spark;
        this.context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        this.config = config;
        Shape input = config.network().input();
        Shape example = input == null ? new Features(Preparation.featureWidth(spark, config.data())) : input;
        this.network = Network.of(config.network().over(example));
        LossFunction loss = config.loss();
        loss.validateColumns(network.output().size());
        this.task = new NetworkTask(network.spec(), loss, metrics(config.metrics(), loss));
    }

    /** The configured metrics, or those usual for the task. */
    static List<Metric> metrics(List<Metric> wanted, LossFunction loss) {
        if (wanted.isEmpty()) {
            return Metric.defaults(loss.task());
        }
        for (Metric metric : wanted) {
            if (!metric.appliesTo(loss.task())) {
                throw new ConfigurationException(
                        "Invalid metrics: " + metric.name() + " (has no meaning for the loss " + loss + ")");
            }
        }
        return wanted;
    }

    /** Writes the prepared data to a folder, for trainings with {@code data.prepared}. */
    public void prepare(String folder) {
        preparation().write(spark, folder);
    }

    /** What makes the data of this experiment. */
    public Preparation preparation() {
        return new Preparation(config.data(), demand(), config.training().seed());
    }

    /** Network, loss and metrics. */
    public NetworkTask task() {
        return task;
    }

    private Demand demand() {
        return Demand.of(network, config.loss(), config.training());
    }

    /**
     * Trains, and leaves model, metrics and summary in the run folder.
     *
     * @param began when the run began, by {@link System#nanoTime}
     * @param progress where lines for people go
     */
    public RunSummary train(Folder run, long began, PrintStream progress) {
        TrainingConfig training = config.training();
        ModelState first = InitialModel.of(config, network, context.hadoopConfiguration());
        RunFolder.begin(run, config);
        try (TrainingData data = preparation().prepare(spark)) {
            describe(data, progress);
            RateLog rates = new RateLog();
            ProgressPrinter printer = new ProgressPrinter(progress, training.epochs());
            TrainingLoop loop;
            TrainingState state;
            Outcome outcome;
            TimeLog times = new TimeLog();
            try (MetricsLog log = new MetricsLog(run, times);
                    SparkGradientSource source =
                            new SparkGradientSource(context, task, data.train(), training, times::add)) {
                loop = loop(source, data.validation(), List.of(times, rates, printer, log));
                state = loop.start(first, optimizer().initialSlots(), task.metrics(), task.columns());
                outcome = loop.run(state, training.epochs(), () -> false);
            }
            ModelState result = loop.result(state);
            ModelFolder.write(
                    run.folder(RunFolder.MODEL),
                    new TrainedModel(
                            network.spec(),
                            config.loss(),
                            result,
                            data.columns(),
                            data.featureColumns(),
                            data.scaling()));
            RunSummary summary = summary(data, state, result, outcome, rates, times, began);
            RunFolder.finish(run, config, summary);
            return summary;
        }
    }

    /** The optimizer, over the slices of this network. */
    public Optimizer optimizer() {
        TrainingConfig training = config.training();
        return new Optimizer(config.optimizer(), training.parameterGroups(), training.clipping(), network.parameters());
    }

    private TrainingLoop loop(
            SparkGradientSource source, Optional<PreparedData> validation, List<TrainingListener> listeners) {
        TrainingConfig training = config.training();
        return new TrainingLoop(
                source,
                new Update(network, config.regularizer(), optimizer()),
                config.schedule(),
                training.scheduleUnit(),
                config.optimizer().learningRate(),
                validation.map(this::evaluator),
                training.validateEvery(),
                Optional.ofNullable(training.earlyStopping()),
                listeners);
    }

    private Evaluator evaluator(PreparedData data) {
        return new SparkEvaluator(context, task, data);
    }

    private void describe(TrainingData data, PrintStream progress) {
        progress.printf(
                "%,d parameters; %,d examples to train on%s%s; %d shards an update; matrices by %s%n",
                network.parameters().length(),
                data.train().examples(),
                data.validation()
                        .map(d -> String.format(", %,d to validate", d.examples()))
                        .orElse(""),
                data.test()
                        .map(d -> String.format(", %,d to test", d.examples()))
                        .orElse(""),
                config.training().shardsOrDerived(),
                Versions.ofThisProcess(spark.version()).gemm());
        if (data.train().dropped().total() > 0) {
            progress.println("dropped rows: " + data.train().dropped());
        }
    }

    private RunSummary summary(
            TrainingData data,
            TrainingState state,
            ModelState result,
            Outcome outcome,
            RateLog rates,
            TimeLog times,
            long began) {
        Map<String, Long> examples = new LinkedHashMap<>();
        examples.put("train", data.train().examples());
        data.validation().ifPresent(d -> examples.put("validation", d.examples()));
        data.test().ifPresent(d -> examples.put("test", d.examples()));
        EarlyStopping.Progress stopping = state.stopping();
        return new RunSummary(
                outcome,
                state.epoch(),
                stopping.bestModel() == null ? state.epoch() : stopping.bestEpoch() + 1,
                state.iteration(),
                rates.steadyRate(),
                times.steady(),
                (System.nanoTime() - began) / 1e9,
                rates.lastTrain(),
                data.validation()
                        .map(d -> evaluator(d).evaluate(result).values())
                        .orElse(Map.of()),
                data.test().map(d -> evaluator(d).evaluate(result).values()).orElse(Map.of()),
                examples,
                network.parameters().length(),
                Digest.ofModel(result),
                data.train().digest(),
                Versions.ofThisProcess(spark.version()));
    }
}
