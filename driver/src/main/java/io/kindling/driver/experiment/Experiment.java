package io.kindling.driver.experiment;

import io.kindling.driver.Secrets;
import io.kindling.driver.checkpoint.CheckpointStore;
import io.kindling.driver.checkpoint.Resumption;
import io.kindling.driver.checkpoint.RunIdentity;
import io.kindling.driver.data.Demand;
import io.kindling.driver.data.Preparation;
import io.kindling.driver.data.TrainingData;
import io.kindling.driver.lock.FolderLock;
import io.kindling.driver.storage.Folder;
import io.kindling.driver.training.CostlySettings;
import io.kindling.driver.training.LocalLease;
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
import org.apache.hadoop.conf.Configuration;
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
            dropped(data).ifPresent(progress::println);
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

    /** The network. */
    public Network network() {
        return network;
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
     * @throws io.kindling.trainer.error.LockedException if another process trains into the folder
     */
    public RunSummary train(
            Folder run, long began, PrintStream progress, StopRequest stop, Consumer<RunJournal> watcher) {
        Consumer<String> warnings = warnings(progress);
        Optional<RunSummary> done = finished(run, config, progress);
        if (done.isPresent()) {
            return done.get();
        }
        // What can be refused is refused before anything is written.
        check(run);
        try (FolderLock lock = FolderLock.acquire(
                run, "run " + Secrets.redact(run.location()), config.output().lockTiming(), warnings, stop::ask)) {
            Optional<RunSummary> meanwhile = finished(run, config, progress);
            RunSummary summary = meanwhile.isPresent()
                    ? meanwhile.get()
                    : locked(lock.folder(), began, progress, stop, watcher, warnings);
            lock.requireHeld();
            return summary;
        }
    }

    /**
     * The summary of this very run, if a folder holds it finished. Takes no lock, reads no data and writes nothing.
     *
     * @throws ConfigurationException if the folder holds another finished training
     */
    public static Optional<RunSummary> finished(Folder run, ExperimentConfig config, PrintStream progress) {
        Optional<FinishedRun> finished = FinishedRun.read(run, warnings(progress));
        if (finished.isEmpty() || !finished.get().is(config)) {
            return Optional.empty();
        }
        progress.println("already done: " + run.location() + " holds this run");
        return Optional.of(finished.get().summary());
    }

    private static Consumer<String> warnings(PrintStream progress) {
        return text -> progress.println("warning: " + Secrets.redact(text));
    }

    /**
     * Checks what can be checked without reading the data: the parameters to start from, and what the driver must hold. Writes nothing.
     *
     * @throws ConfigurationException if the training cannot be started
     */
    public void check(Folder run) {
        if (run.isFile()) {
            throw new ConfigurationException("Cannot train into " + Secrets.redact(run.location())
                    + ": it is a file; name a folder with --output");
        }
        Configuration hadoop = spark.sparkContext().hadoopConfiguration();
        InitialModel.of(config, network, origin(run, store(run)), hadoop);
        preflight();
    }

    /** That of the training that goes on, which an alias in the configuration no longer has a say in; or else a new one. */
    private Origin origin(Folder run, CheckpointStore store) {
        Configuration hadoop = spark.sparkContext().hadoopConfiguration();
        boolean begins =
                config.training().resume() == Resume.NEVER || store.names().isEmpty();
        Optional<Origin> stored = begins ? Optional.empty() : Origin.read(run);
        return stored.orElseGet(() -> Origin.begun(run, config, hadoop));
    }

    /** Checkpoints of this training in a folder. */
    public List<String> checkpoints(Folder run) {
        return store(run).names();
    }

    private RunSummary locked(
            Folder run,
            long began,
            PrintStream progress,
            StopRequest stop,
            Consumer<RunJournal> watcher,
            Consumer<String> warnings) {
        TrainingConfig training = config.training();
        Configuration hadoop = spark.sparkContext().hadoopConfiguration();
        CostlySettings.of(
                        spark.sparkContext().getConf(),
                        System.getenv(),
                        network.parameters().length())
                .forEach(warnings);
        Optional<FinishedRun> finished = FinishedRun.read(run, warnings);
        CheckpointStore store = store(run);
        Origin origin = origin(run, store);
        ModelState first = InitialModel.of(config, network, origin, hadoop);
        if (finished.isPresent() && store.names().isEmpty()) {
            throw finished.get().withoutCheckpoint(config);
        }
        Resume resume = finished.isPresent() ? Resume.REQUIRED : training.resume();
        Optional<Resumption> resumption = Resumption.find(store, resume, training.epochs(), warnings);
        if (finished.isEmpty()) {
            // A folder that cannot be written is told before the data is read.
            RunFolder.begin(run, config, origin);
        }
        try (RunJournal journal = new RunJournal(run, config, warnings)) {
            watcher.accept(journal);
            Consumer<String> told = warnings.andThen(journal::warning);
            return journal.ending(told, () -> {
                try (TrainingData data = preparation().prepare(spark)) {
                    resumption.ifPresent(from -> from.requireSame(data, store.location()));
                    finished.ifPresent(before -> RunFolder.begin(run, config, origin));
                    describe(data, progress);
                    dropped(data).ifPresent(journal::warning);
                    resumption.ifPresent(from -> progress.printf(
                            "goes on after iteration %d, from %s%n",
                            from.checkpoint().state().iteration(), from.name()));
                    return new TrainingRun(spark, config, network, task, optimizer, data, progress)
                            .run(run, store, first, resumption, stop, began, journal, told, origin);
                }
            });
        }
    }

    private void preflight() {
        int tasks = tasks();
        int jobs = config.training().gradientAccumulation();
        Preflight preflight = preflight(tasks);
        preflight.requireHeap(
                Runtime.getRuntime().maxMemory(), optimizer.slotNames().size(), copies());
        // What is wrong with it is told now, not after the preparation.
        LocalLease.nanos(spark.sparkContext().conf());
        if (!SparkGradientSource.isInThisProcess(spark.sparkContext(), config.training())) {
            preflight.requireResultsFit(spark.sparkContext().conf(), Math.min(jobs, tasks));
        }
    }

    /** Bytes that the driver's heap must hold at once, at least. */
    public long driverBytes() {
        return preflight(tasks()).heap(optimizer.slotNames().size(), copies());
    }

    private Preflight preflight(int tasks) {
        TrainingConfig training = config.training();
        return new Preflight(
                network.parameters().length(), training.shardsOrDerived(), tasks, training.aggregationDepth());
    }

    private int tasks() {
        TrainingConfig training = config.training();
        long slots = (long) spark.sparkContext().defaultParallelism() * training.gradientAccumulation();
        return (int) Math.min(training.shardsOrDerived(), slots);
    }

    /** Copies of the parameters that a checkpoint and early stopping keep. */
    private int copies() {
        TrainingConfig training = config.training();
        int saved = training.checkpoint().interval().isPresent()
                ? 1 + optimizer.slotNames().size()
                : 0;
        return saved + (training.earlyStopping() == null ? 0 : 1);
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
        dropped(data).ifPresent(progress::println);
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

    private static Optional<String> dropped(TrainingData data) {
        return Optional.of(data.train().dropped())
                .filter(rejections -> rejections.total() > 0)
                .map(rejections -> "dropped rows: " + rejections);
    }
}
