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

/** One training from configuration to run folder. */
public final class Experiment {
    private final SparkSession spark;
    private final ExperimentConfig config;
    private final TrainingEngine engine;
    private final Redaction redaction;

    /**
     * Binds an experiment; reads no more of the data than its width.
     *
     * @throws ConfigurationException if the parts do not fit one another, or if a value is masked
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
     * Writes the prepared data to a folder, for trainings with {@code data.prepared}.
     *
     * @param out where lines for people go
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

    /** What makes the data of this experiment, with rules and scaling that are fitted on it. */
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

    /** The engine, bound to this configuration. */
    public TrainingEngine engine() {
        return engine;
    }

    private DataRequirements demand() {
        return DataRequirements.of(engine);
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
     * @param out where lines for people go
     * @param watcher given the journal of a run that is about to be trained
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
        // What can be refused is refused before anything is written.
        check(run);
        try (FolderLock lock = FolderLock.acquire(
                run, "run " + redaction.value(run.location()), config.output().lockTiming(), warnings, stop::ask)) {
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

    /** What masks the secrets of the environment and of a configuration. */
    public static Redaction redaction(ExperimentConfig config) {
        return Redaction.of(System.getenv()).with(RunFolder.resolved(config));
    }

    /**
     * Checks what can be checked without reading the data: first what the driver must hold, then the model to start from and whether the data has its columns. Writes nothing.
     *
     * @throws ConfigurationException if the training cannot be started
     */
    public void check(Folder run) {
        if (run.isFile()) {
            throw new ConfigurationException(
                    "Cannot train into " + run.location() + ": it is a file; name a folder with --output");
        }
        // First, for what comes after it is as large as the network.
        requireMemory();
        preparation(parent(start(run, store(run)).model())).requireMatch(spark);
    }

    /**
     * Encodes the first rows of the data as the training would.
     *
     * @return what would be left out of them
     * @throws io.kindling.trainer.error.KindlingException as the training would throw it
     */
    public List<String> sample(Folder run) {
        return preparation(parent(start(run, store(run)).model())).sample(spark);
    }

    /** What a run begins with. */
    private record Start(RunOrigin origin, Optional<InitialModel> model) {}

    private Start start(Folder run, CheckpointStore store) {
        RunOrigin origin = origin(run, store);
        Optional<InitialModel> model = InitialModel.of(config, engine.network(), origin.parent(), hadoop());
        return new Start(origin.startingFrom(model), model);
    }

    /** That of the training that goes on, which an alias in the configuration no longer has a say in; or else a new one. */
    private RunOrigin origin(Folder run, CheckpointStore store) {
        boolean begins = config.training().execution().resume() == Resume.NEVER
                || store.names().isEmpty();
        Optional<RunOrigin> stored = begins ? Optional.empty() : RunOrigin.read(run);
        return stored.orElseGet(() -> RunOrigin.begun(run, config, hadoop(), redaction));
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
            // A folder that cannot be written is told before the data is read.
            RunFolder.begin(run, shown, origin);
        }
        try (RunJournal journal = new RunJournal(run, config, redaction, warnings)) {
            watcher.accept(journal);
            Consumer<String> told = warnings.andThen(journal::warning);
            return journal.ending(told, () -> {
                start.model().flatMap(model -> model.warning(config.data())).ifPresent(told);
                try (TrainingData data = preparation(parent).prepare(spark, told)) {
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
                                    new TrainingRun.Place(run, store, journal, told),
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
     * Checks that the driver holds what the training needs of it, before anything of the size of the network is allocated.
     *
     * @throws ConfigurationException naming the setting to change
     */
    public void requireMemory() {
        preflight().require();
    }

    /** Bytes that the driver's heap must hold at once, at least. */
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
                "%,d parameters; %s; %d shards an update; matrices by %s%n",
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
        // Held out of the same table, they are among those above.
        if (config.data().sources().validation() != null) {
            data.validation()
                    .ifPresent(rows -> dropped.addAll(rows.dropped().reports("dropped rows of the validation data")));
        }
        data.test().ifPresent(rows -> dropped.addAll(rows.dropped().reports("dropped rows of the test data")));
        return dropped;
    }
}
