package io.kindling.driver.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.kindling.driver.checkpoint.CheckpointStore;
import io.kindling.driver.checkpoint.Resume;
import io.kindling.driver.checkpoint.Resumption;
import io.kindling.driver.checkpoint.RunIdentity;
import io.kindling.driver.config.ExperimentConfig;
import io.kindling.driver.data.DataRequirements;
import io.kindling.driver.data.ParentInputs;
import io.kindling.driver.data.TrainingData;
import io.kindling.driver.data.preparation.Preparation;
import io.kindling.driver.lock.FolderLock;
import io.kindling.driver.redaction.Masked;
import io.kindling.driver.redaction.Redaction;
import io.kindling.driver.session.CostlySettings;
import io.kindling.driver.session.SparkSettings;
import io.kindling.driver.storage.Folder;
import io.kindling.driver.training.Preflight;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.layout.Shape;
import io.kindling.trainer.network.ModelState;
import io.kindling.trainer.training.TrainingEngine;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/** Runs one training from its configuration to its run folder. */
public final class Experiment {
    private final SparkSession spark;
    private final ExperimentConfig config;
    private final TrainingEngine engine;
    private final Redaction redaction;

    /**
     * Creates an experiment. Reads only the number of features from the data.
     *
     * @throws ConfigurationException if parts of the configuration contradict each other, or if a value is masked
     */
    public Experiment(SparkSession spark, ExperimentConfig config) {
        SparkSettings.requireRegistered(spark.sparkContext().getConf());
        this.spark = spark;
        this.config = config;
        Masked.requireNone(RunFolder.resolved(config), "", "the configuration");
        this.redaction = redaction(config).with(spark);
        Shape input = config.network().input();
        this.engine = new TrainingEngine(config.spec(input == null ? input(spark, config) : input));
    }

    private static Shape input(SparkSession spark, ExperimentConfig config) {
        return Preparation.input(
                spark, config.data(), config.network().toldFeatures().orElse(0));
    }

    /**
     * Writes the prepared data to a folder for runs that set {@code data.prepared}.
     *
     * @param out receives human-readable output
     */
    public void prepare(String folder, PrintStream out) {
        PrintStream progress = redaction.with(new TextNode(folder)).stream(out);
        Optional<InitialModel> initial =
                InitialModel.of(config, engine.network(), RunOrigin.parent(config, hadoop()), hadoop());
        Optional<ParentInputs> parent = parent(initial);
        preparation(parent).write(spark, folder, data -> {
            progress.println(examples(data));
            dropped(data).forEach(progress::println);
            parent.ifPresent(model -> progress.println(model.describe()));
        });
        progress.println("prepared in " + folder);
    }

    /** Returns the preparation of this experiment's data, which fits feature rules and scaling. */
    public Preparation preparation() {
        return preparation(Optional.empty());
    }

    private Preparation preparation(Optional<ParentInputs> parent) {
        return new Preparation(
                config.data(), demand(), config.training().config().seed(), parent);
    }

    private Optional<ParentInputs> parent(Optional<InitialModel> initial) {
        return initial.flatMap(
                model -> model.matchedBy(config.network().initialParameters().vocabulary(), config.data()));
    }

    private Configuration hadoop() {
        return spark.sparkContext().hadoopConfiguration();
    }

    /** Returns the engine of this configuration. */
    public TrainingEngine engine() {
        return engine;
    }

    private DataRequirements demand() {
        return DataRequirements.of(engine);
    }

    /**
     * Trains without a stop request and writes model, metrics and summary to the run folder.
     *
     * @param began start of the run, as {@link System#nanoTime}
     * @param progress receives human-readable output
     */
    public RunSummary train(Folder run, long began, PrintStream progress) {
        return train(run, began, progress, new StopRequest());
    }

    /** Trains without a listener. */
    public RunSummary train(Folder run, long began, PrintStream progress, StopRequest stop) {
        return train(run, began, progress, stop, journal -> {});
    }

    /**
     * Trains and writes model, metrics and summary to the run folder. Resumes from a checkpoint if the folder has one.
     * Only reports a run that is already finished. A stopped run writes a checkpoint, but no model and no summary.
     *
     * @param began start of the run, as {@link System#nanoTime}
     * @param out receives human-readable output
     * @param watcher receives the journal of the run before training starts
     * @throws ConfigurationException if the folder holds another training
     * @throws io.kindling.trainer.error.LockedException if another process trains into the folder
     */
    public RunSummary train(Folder run, long began, PrintStream out, StopRequest stop, Consumer<RunJournal> watcher) {
        PrintStream progress = redaction.stream(out);
        Consumer<String> warnings = warnings(progress);
        Optional<RunSummary> done = finished(run, config, progress);
        if (done.isPresent()) {
            return done.get();
        }
        // Every check runs before the first write.
        check(run);
        try (FolderLock lock = FolderLock.acquire(
                run, "run " + redaction.value(run.location()), config.output().lockTiming(), warnings, stop::request)) {
            Optional<RunSummary> meanwhile = finished(run, config, progress);
            RunSummary summary = meanwhile.isPresent()
                    ? meanwhile.get()
                    : locked(lock.folder(), began, progress, stop, watcher, warnings);
            lock.requireHeld();
            return summary;
        }
    }

    /**
     * Returns the summary of this run if the folder holds it finished. Takes no lock, reads no data and writes nothing.
     *
     * @throws ConfigurationException if the folder holds another finished training
     */
    public static Optional<RunSummary> finished(Folder run, ExperimentConfig config, PrintStream out) {
        PrintStream progress = redaction(config).stream(out);
        Optional<FinishedRun> finished = FinishedRun.read(run, warnings(progress));
        if (finished.isEmpty() || !finished.get().is(config)) {
            return Optional.empty();
        }
        progress.println("already done: " + run.location() + " holds this run");
        return Optional.of(finished.get().summary());
    }

    private static Consumer<String> warnings(PrintStream progress) {
        return text -> progress.println("warning: " + text);
    }

    /** Returns the redaction of the secrets in the environment and in a configuration. */
    public static Redaction redaction(ExperimentConfig config) {
        return Redaction.of(System.getenv()).with(RunFolder.resolved(config));
    }

    /**
     * Runs every check that does not read the data: the memory of the driver, the initial model, and the columns of the
     * data, in this order. Writes nothing.
     *
     * @throws ConfigurationException if the training cannot start
     */
    public void check(Folder run) {
        if (run.isFile()) {
            throw new ConfigurationException(
                    "Cannot train into " + run.location() + ": it is a file; name a folder with --output");
        }
        // Memory first: the later checks allocate as much as the network.
        requireMemory();
        preparation(parent(start(run, store(run)).model())).requireMatch(spark);
    }

    /**
     * Encodes the first rows of the data as the training does.
     *
     * @return the report of the rows that are dropped
     * @throws io.kindling.trainer.error.KindlingException as the training would throw it
     */
    public List<String> sample(Folder run) {
        return preparation(parent(start(run, store(run)).model())).sample(spark);
    }

    /** The origin and the initial model of a run. */
    private record Start(RunOrigin origin, Optional<InitialModel> model) {}

    private Start start(Folder run, CheckpointStore store) {
        RunOrigin origin = origin(run, store);
        Optional<InitialModel> model = InitialModel.of(config, engine.network(), origin.parent(), hadoop());
        return new Start(origin.startingFrom(model), model);
    }

    /** Returns the stored origin of a resumed run, whose aliases are not resolved again, or else a new origin. */
    private RunOrigin origin(Folder run, CheckpointStore store) {
        boolean begins = config.training().execution().resume() == Resume.NEVER
                || store.names().isEmpty();
        Optional<RunOrigin> stored = begins ? Optional.empty() : RunOrigin.read(run);
        return stored.orElseGet(() -> RunOrigin.begun(run, config, hadoop(), redaction));
    }

    /** Returns the names of this training's checkpoints in a folder. */
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
        CostlySettings.of(
                        spark.sparkContext().getConf(),
                        System.getenv(),
                        engine.network().parameters().length())
                .forEach(warnings);
        JsonNode shown = redaction.tree(RunFolder.resolved(config));
        Optional<FinishedRun> finished = FinishedRun.read(run, warnings);
        CheckpointStore store = store(run);
        Start start = start(run, store);
        RunOrigin origin = start.origin();
        Optional<ParentInputs> parent = parent(start.model());
        if (finished.isPresent() && store.names().isEmpty()) {
            throw finished.get().withoutCheckpoint(config);
        }
        Resume resume = finished.isPresent()
                ? Resume.REQUIRED
                : config.training().execution().resume();
        Optional<Resumption> resumption =
                Resumption.find(store, resume, config.training().config().epochs(), warnings);
        if (finished.isEmpty()) {
            // Fail before reading the data if the folder is not writable.
            RunFolder.begin(run, shown, origin);
        }
        try (RunJournal journal = new RunJournal(run, config, redaction, warnings)) {
            watcher.accept(journal);
            Consumer<String> warn = warnings.andThen(journal::warning);
            return journal.ending(warn, () -> {
                start.model().flatMap(model -> model.warning(config.data())).ifPresent(warn);
                try (TrainingData data = preparation(parent).prepare(spark, warn)) {
                    resumption.ifPresent(from -> from.requireSame(data, store.location()));
                    finished.ifPresent(before -> RunFolder.begin(run, shown, origin));
                    describe(data, progress);
                    dropped(data).forEach(journal::warning);
                    parent.ifPresent(model -> {
                        progress.println(model.describe());
                        journal.startsFrom(model);
                    });
                    resumption.ifPresent(from -> progress.printf(
                            "resumes after epoch %d, iteration %d, from checkpoint %s%n",
                            from.checkpoint().state().epoch(),
                            from.checkpoint().state().iteration(),
                            from.name()));
                    return new TrainingRun(spark, config, engine, data, progress)
                            .run(
                                    new TrainingRun.Start(first(start.model()), resumption, origin, began),
                                    new TrainingRun.Place(run, store, journal, warn),
                                    stop);
                }
            });
        }
    }

    private ModelState first(Optional<InitialModel> initial) {
        return initial.map(InitialModel::state).orElseGet(engine::initialModel);
    }

    private Preflight.Training preflight() {
        return Preflight.of(spark.sparkContext(), engine, config.training().execution());
    }

    /**
     * Checks that the driver has enough memory for the training, before it allocates anything as large as the network.
     *
     * @throws ConfigurationException naming the setting to change
     */
    public void requireMemory() {
        preflight().require();
    }

    /** Returns the minimum heap of the driver, in bytes. */
    public long driverBytes() {
        return preflight().driverBytes();
    }

    private CheckpointStore store(Folder run) {
        return new CheckpointStore(
                run.folder(CheckpointStore.FOLDER),
                RunIdentity.of(
                        redaction.tree(RunFolder.resolved(config)),
                        config.training().config().batching()),
                engine.network(),
                engine.optimizer().slotNames(),
                engine.spec().metrics());
    }

    private void describe(TrainingData data, PrintStream progress) {
        progress.printf(
                "%,d parameters; %s; %d shards per update; matrix multiplication by %s%n",
                engine.network().parameters().length(),
                examples(data),
                config.training().config().batching().shardsOrDerived(),
                Versions.ofThisProcess(spark.version()).gemm());
        dropped(data).forEach(progress::println);
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

    private List<String> dropped(TrainingData data) {
        List<String> dropped = new ArrayList<>(data.train().dropped().reports("dropped rows"));
        // Validation rows held out of the training table are part of the report above.
        if (config.data().sources().validation() != null) {
            data.validation()
                    .ifPresent(rows -> dropped.addAll(rows.dropped().reports("dropped rows of the validation data")));
        }
        data.test().ifPresent(rows -> dropped.addAll(rows.dropped().reports("dropped rows of the test data")));
        return dropped;
    }
}
