package io.kindling.driver.workflow;

import io.kindling.driver.config.ExperimentConfig;
import io.kindling.driver.lock.FolderLock;
import io.kindling.driver.model.ModelFolder;
import io.kindling.driver.redaction.Redaction;
import io.kindling.driver.registry.Alias;
import io.kindling.driver.registry.AliasEntry;
import io.kindling.driver.registry.GateConfig;
import io.kindling.driver.registry.ModelVersion;
import io.kindling.driver.registry.RegisteredModel;
import io.kindling.driver.registry.RegistryConfig;
import io.kindling.driver.run.Experiment;
import io.kindling.driver.run.RunFolder;
import io.kindling.driver.run.RunJournal;
import io.kindling.driver.run.RunOrigin;
import io.kindling.driver.run.RunSummary;
import io.kindling.driver.run.SavedRun;
import io.kindling.driver.run.StopRequest;
import io.kindling.driver.storage.Folder;
import io.kindling.trainer.error.KindlingException;
import io.kindling.trainer.error.StorageException;
import io.kindling.trainer.format.Manifest;
import io.kindling.trainer.training.Outcome;
import java.io.PrintStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/**
 * Trains a model and promotes it, for schedulers. A scheduler may start it any number of times. One start at a time
 * trains a model; each start resumes where the last one ended, until the model is a version in the registry and the
 * gate has decided. Each step happens exactly once, even if the process is killed between two steps.
 */
public final class TrainAndPromote {
    private static final int ATTEMPTS = 5;

    private final SparkSession spark;
    private final ExperimentConfig config;
    private final Redaction redaction;
    private final PrintStream progress;
    private final Consumer<RunJournal> watcher;
    private final Consumer<String> warnings;

    /**
     * Creates a training, with or without a registry.
     *
     * @param out receives human-readable output
     * @param watcher receives the journal of the run before training starts
     */
    public TrainAndPromote(SparkSession spark, ExperimentConfig config, PrintStream out, Consumer<RunJournal> watcher) {
        this.spark = spark;
        this.config = config;
        this.redaction = Experiment.redaction(config).with(spark);
        this.progress = redaction.stream(out);
        this.watcher = watcher;
        this.warnings = text -> progress.println("warning: " + text);
    }

    /**
     * Trains, registers and promotes. Skips the steps that are done.
     *
     * @param began start of the run, as {@link System#nanoTime}
     * @throws io.kindling.trainer.error.LockedException if another process trains the model, or into the folder
     */
    public WorkflowResult run(Folder run, long began, StopRequest stop) {
        if (config.registry() == null) {
            Optional<RunSummary> finished = Experiment.finished(run, config, progress);
            RunSummary summary = finished.orElseGet(() -> train(run, began, stop));
            return new WorkflowResult(summary, Optional.empty());
        }
        Optional<WorkflowResult> done = done(run);
        if (done.isPresent()) {
            return done.get();
        }
        Configuration hadoop = spark.sparkContext().hadoopConfiguration();
        RegistryConfig registry = config.registry();
        RegisteredModel model = RegisteredModel.of(registry.folder(), registry.model(), hadoop, warnings);
        // Before the first Spark job: if another start holds the cores of the cluster, a job would wait for them.
        FolderLock.requireFree(model.folder(), config.output().lockTiming());
        Optional<GateEvaluation> gate = gate();
        Experiment experiment = experiment();
        experiment.check(run);
        try (FolderLock lock = lock(model.folder(), run, stop::request)) {
            RunSummary summary = experiment.train(run, began, progress, stop, watcher);
            lock.requireHeld();
            if (summary.outcome() == Outcome.INTERRUPTED) {
                return new WorkflowResult(summary, Optional.empty());
            }
            // While this process waited for Spark, another may have finished and promoted the run, or trained more
            // epochs.
            RegisteredModel held = model.fencedBy(lock);
            Promotion promotion = recorded(run, summary).orElseGet(() -> promote(run, summary, held, gate, lock));
            progress.println(promotion.describe());
            clean(held);
            return new WorkflowResult(summary, Optional.of(promotion));
        }
    }

    private RunSummary train(Folder run, long began, StopRequest stop) {
        FolderLock.requireFree(run, config.output().lockTiming());
        return experiment().train(run, began, progress, stop, watcher);
    }

    private Experiment experiment() {
        return new Experiment(spark, config);
    }

    private Optional<GateEvaluation> gate() {
        return Optional.ofNullable(config.registry().gate()).map(gate -> new GateEvaluation(spark, config, gate));
    }

    /** A finished run needs no lock and no data. Repeats its result. */
    private Optional<WorkflowResult> done(Folder run) {
        Optional<RunSummary> summary = Experiment.finished(run, config, progress);
        Optional<Promotion> promotion = summary.flatMap(s -> recorded(run, s));
        promotion.ifPresent(p -> progress.println(p.describe()));
        return promotion.map(p -> new WorkflowResult(summary.orElseThrow(), promotion));
    }

    private static Optional<Promotion> recorded(Folder run, RunSummary summary) {
        return Promotion.read(run)
                .filter(p -> p.parametersSha256().equals(summary.digests().parametersSha256()));
    }

    private Promotion promote(
            Folder run, RunSummary summary, RegisteredModel model, Optional<GateEvaluation> gate, FolderLock lock) {
        ModelVersion version = register(run, summary, model);
        Folder folder = model.folderOf(version.version());
        Alias champion = model.alias(Alias.CHAMPION);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<AliasEntry> present = champion.current();
            if (champion.history().stream().anyMatch(entry -> entry.version() == version.version())) {
                // The process was killed after it wrote the alias and before it recorded the promotion in the run.
                GateConfig.Verdict before = new GateConfig.Verdict(true, "it was promoted by an earlier start");
                return record(run, promotion(summary, before, version, 0), lock);
            }
            Optional<Folder> championFolder = present.map(entry -> requireFolder(model, entry));
            GateConfig.Verdict verdict = gate.map(g -> g.judge(folder, championFolder))
                    .orElseGet(() -> new GateConfig.Verdict(true, "no gate is set"));
            lock.requireHeld();
            int compared = present.map(AliasEntry::version).orElse(0);
            if (!verdict.promoted() || champion.point(version.version(), present, version.run(), verdict.reason())) {
                return record(run, promotion(summary, verdict, version, compared), lock);
            }
        }
        throw new StorageException("Cannot promote " + model.location()
                + ": other processes keep changing its champion; promote the version" + " with registry promote");
    }

    /** Returns the champion's folder. Fails if the version is missing, because nothing can be compared with it. */
    private static Folder requireFolder(RegisteredModel model, AliasEntry champion) {
        return model.folderOf(model.version(champion.version()).version());
    }

    /**
     * Files of the run are written under the lock of the run, which may be on another file system than the lock of the
     * model.
     */
    private Promotion record(Folder run, Promotion promotion, FolderLock model) {
        try (FolderLock lock = lock(run, run, () -> {})) {
            model.requireHeld();
            promotion.writeTo(lock.folder());
            return promotion;
        }
    }

    private FolderLock lock(Folder locked, Folder run, Runnable onLoss) {
        String purpose = "run " + redaction.value(run.location());
        return FolderLock.acquire(locked, purpose, config.output().lockTiming(), warnings, onLoss);
    }

    private static Promotion promotion(
            RunSummary summary, GateConfig.Verdict verdict, ModelVersion version, int champion) {
        return new Promotion(
                version.model(),
                version.version(),
                verdict.promoted(),
                verdict.reason(),
                champion,
                summary.digests().parametersSha256());
    }

    private ModelVersion register(Folder run, RunSummary summary, RegisteredModel model) {
        Map<String, Double> metrics = new TreeMap<>();
        summary.metrics().validation().forEach((name, value) -> metrics.put("validation." + name, value));
        summary.metrics().test().forEach((name, value) -> metrics.put("test." + name, value));
        metrics.values().removeIf(value -> !Double.isFinite(value));
        SavedRun saved = SavedRun.read(run);
        int parent = RunOrigin.parentOf(run);
        ModelVersion described = new ModelVersion(
                model.name(),
                0,
                redaction.value(run.location()),
                Instant.now().toString(),
                parent,
                summary.digests().parametersSha256(),
                metrics);
        return model.add(described, target -> {
            ModelFolder.write(target.folder(RunFolder.MODEL), saved.model());
            List<Manifest.Entry> files = RunFolder.describedBy(run);
            files.forEach(file -> target.write(file.name(), run.read(file.name())));
            return files;
        });
    }

    /** A failed removal is retried by the next start. */
    private void clean(RegisteredModel model) {
        try {
            new Housekeeping(model, config.registry().retention(), progress).clean();
        } catch (KindlingException e) {
            warnings.accept("retention could not remove old runs and versions: " + e.getMessage());
        }
    }
}
