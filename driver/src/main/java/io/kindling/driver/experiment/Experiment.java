package io.kindling.driver.experiment;

import io.kindling.driver.Secrets;
import io.kindling.driver.checkpoint.CheckpointStore;
import io.kindling.driver.checkpoint.Resumption;
import io.kindling.driver.checkpoint.RunIdentity;
import io.kindling.driver.data.Demand;
import io.kindling.driver.data.Preparation;
import io.kindling.driver.data.TrainingData;
import io.kindling.driver.storage.Folder;
import io.kindling.driver.training.CostlySettings;
import io.kindling.driver.training.NetworkTask;
import io.kindling.driver.training.Preflight;
import io.kindling.driver.training.SparkGradientSource;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.layout.Features;
import io.kindling.trainer.layout.Shape;
import io.kindling.trainer.loss.LossFunction;
import io.kindling.trainer.metric.Metric;
import io.kindling.trainer.network.ModelState;
import io.kindling.trainer.network.Network;
import io.kindling.trainer.optimizer.Optimizer;
import io.kindling.trainer.training.Resume;
import io.kindling.trainer.training.TrainingConfig;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;

/** One training from configuration to run folder. */
public final class Experiment {
    private final SparkSession spark;
    private final ExperimentConfig config;
    private final Network network;
    private final NetworkTask task;
    private final Optimizer optimizer;

    /**
     * Binds an experiment; reads no more of the data than its width.
     *
     * @throws ConfigurationException if the parts do not fit one another
     */
    public Experiment(SparkSession spark, ExperimentConfig config) {
        this.spark = spark;
        this.config = config;
        Shape input = config.network().input();
        Shape example = input == null ? new Features(Preparation.featureWidth(spark, config.data())) : input;
        this.network = Network.of(config.network().over(example));
        LossFunction loss = config.loss();
        loss.validateColumns(network.output().size());
        this.task = new NetworkTask(network.spec(), loss, metrics(config.metrics(), loss));
        TrainingConfig training = config.training();
        this.optimizer = new Optimizer(
                config.optimizer(), training.parameterGroups(), training.clipping(), network.parameters());
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

    /**
     * Writes the prepared data to a folder, for trainings with {@code data.prepared}.
     *
     * @param progress where lines for people go
     */
    public void prepare(String folder, PrintStream progress) {
        preparation().write(spark, folder, data -> {
            progress.println(examples(data));
            describeDropped(data, progress);
        });
        progress.println("prepared in " + folder);
    }

    /** What makes the data of this experiment. */
    public Preparation preparation() {
        return new Preparation(config.data(), demand(), config.training().seed());
    }

    /** Network, loss and metrics. */
    public NetworkTask task() {
        return task;
    }

    /** The optimizer, over the slices of this network. */
    public Optimizer optimizer() {
        return optimizer;
    }

    private Demand demand() {
        return Demand.of(network, config.loss(), config.training());
    }

    /**
     * Trains, and leaves model, metrics and summary in the run folder; nothing asks it to stop.
     *
     * @param began when the run began, by {@link System#nanoTime}
     * @param progress where lines for people go
     */
    public RunSummary train(Folder run, long began, PrintStream progress) {
        return train(run, began, progress, new StopRequest());
    }

    /** Trains, and nobody watches. */
    public RunSummary train(Folder run, long began, PrintStream progress, StopRequest stop) {
        return train(run, began, progress, stop, journal -> {});
    }

    /**
     * Trains, and leaves model, metrics and summary in the run folder. Goes on from a checkpoint there; a run that is finished there is only reported. One that was asked to stop leaves a
     * checkpoint, and neither model nor summary.
     *
     * @param began when the run began, by {@link System#nanoTime}
     * @param progress where lines for people go
     * @param watcher given the journal of a run that is about to be trained
     * @throws ConfigurationException if the folder holds another training
     */
    public RunSummary train(
            Folder run, long began, PrintStream progress, StopRequest stop, Consumer<RunJournal> watcher) {
        Consumer<String> warnings = text -> progress.println("warning: " + Secrets.redact(text));
        Optional<FinishedRun> finished = FinishedRun.read(run, warnings);
        if (finished.isPresent() && finished.get().is(config)) {
            progress.println("already done: " + run.location() + " holds this run");
            return finished.get().summary();
        }
        TrainingConfig training = config.training();
        ModelState first = InitialModel.of(config, network, spark.sparkContext().hadoopConfiguration());
        preflight();
        CostlySettings.of(
                        spark.sparkContext().getConf(),
                        System.getenv(),
                        network.parameters().length())
                .forEach(warnings);
        CheckpointStore store = store(run);
        if (finished.isPresent() && store.names().isEmpty()) {
            throw finished.get().withoutCheckpoint(config);
        }
        Resume resume = finished.isPresent() ? Resume.REQUIRED : training.resume();
        Optional<Resumption> resumption = Resumption.find(store, resume, training.epochs(), warnings);
        if (finished.isEmpty()) {
            // A folder that cannot be written is told before the data is read.
            RunFolder.begin(run, config);
        }
        try (RunJournal journal = new RunJournal(run, config, warnings)) {
            watcher.accept(journal);
            Consumer<String> told = warnings.andThen(journal::warning);
            return journal.ending(told, () -> {
                try (TrainingData data = preparation().prepare(spark)) {
                    resumption.ifPresent(from -> from.requireSame(data, store.location()));
                    finished.ifPresent(before -> RunFolder.begin(run, config));
                    describe(data, progress);
                    resumption.ifPresent(from -> progress.printf(
                            "goes on after iteration %d, from %s%n",
                            from.checkpoint().state().iteration(), from.name()));
                    return new TrainingRun(spark, config, network, task, optimizer, data, progress)
                            .run(run, store, first, resumption, stop, began, journal, told);
                }
            });
        }
    }

    private void preflight() {
        TrainingConfig training = config.training();
        SparkContext context = spark.sparkContext();
        int jobs = training.gradientAccumulation();
        int shards = training.shardsOrDerived();
        int tasks = (int) Math.min(shards, (long) context.defaultParallelism() * jobs);
        int slots = optimizer.slotNames().size();
        int saved = training.checkpoint().interval().isPresent() ? 1 + slots : 0;
        int best = training.earlyStopping() == null ? 0 : 1;
        Preflight preflight = new Preflight(network.parameters().length(), shards, tasks, training.aggregationDepth());
        preflight.requireHeap(Runtime.getRuntime().maxMemory(), slots, saved + best);
        if (!SparkGradientSource.isInThisProcess(context, training)) {
            preflight.requireResultsFit(context.conf(), Math.min(jobs, tasks));
        }
    }

    private CheckpointStore store(Folder run) {
        return new CheckpointStore(
                run.folder(CheckpointStore.FOLDER),
                RunIdentity.of(RunFolder.tree(config), config.training()),
                network,
                optimizer.slotNames(),
                task.metrics());
    }

    private void describe(TrainingData data, PrintStream progress) {
        progress.printf(
                "%,d parameters; %s; %d shards an update; matrices by %s%n",
                network.parameters().length(),
                examples(data),
                config.training().shardsOrDerived(),
                Versions.ofThisProcess(spark.version()).gemm());
        describeDropped(data, progress);
    }

    private static String examples(TrainingData data) {
        return String.format(
                        Locale.ROOT, "%,d examples to train on", data.train().examples())
                + data.validation()
                        .map(d -> String.format(Locale.ROOT, ", %,d to validate", d.examples()))
                        .orElse("")
                + data.test()
                        .map(d -> String.format(Locale.ROOT, ", %,d to test", d.examples()))
                        .orElse("");
    }

    private static void describeDropped(TrainingData data, PrintStream progress) {
        if (data.train().dropped().total() > 0) {
            progress.println("dropped rows: " + data.train().dropped());
        }
    }
}
