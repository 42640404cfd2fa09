package io.kindling.jobs;

import io.kindling.driver.experiment.ExperimentConfig;
import io.kindling.driver.experiment.StopRequest;
import io.kindling.driver.scheduled.RunName;
import io.kindling.driver.scheduled.ScheduledResult;
import io.kindling.driver.scheduled.ScheduledTraining;
import io.kindling.driver.scheduled.TrainingPlan;
import io.kindling.driver.storage.Folder;
import io.kindling.jobs.config.ConfigOptions;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Trains a neural network. */
@Command(name = "train", description = "Trains a neural network and writes model, metrics and summary to a run folder.")
final class TrainCommand implements Callable<Integer> {
    @Mixin
    private ConfigOptions config;

    @Mixin
    private SparkOptions sparkOptions;

    @Mixin
    private OutputOptions output;

    @Mixin
    private LiveOptions live;

    @Option(
            names = "--run-id",
            paramLabel = "NAME",
            description = "Name of the run folder in runs, or in runs of the model in the registry; default"
                    + " NAME-DATE, from the configuration file and --as-of.")
    private String runId;

    @Option(
            names = "--dry-run",
            description =
                    "Checks configuration, paths, columns, shapes, memory and the first 1,000 rows, and prints the plan. Writes no files.")
    private boolean dryRun;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        long began = System.nanoTime();
        ExperimentConfig experiment = config.read(output.assignments());
        PrintStream progress = output.json() ? System.err : System.out;
        if (dryRun) {
            return plan(experiment, progress);
        }
        StopRequest stop = new StopRequest();
        try (Signals signals = Signals.catching(stop);
                LiveOptions.Page page = live.open(config.name(), stop, progress)) {
            ScheduledResult result = sparkOptions.with("kindling train", spark -> {
                Folder run = folder(experiment, spark);
                ScheduledResult trained =
                        new ScheduledTraining(spark, experiment, progress, page::show).run(run, began, stop);
                SummaryPrinter.print(trained.summary(), run.location(), progress);
                return trained;
            });
            output.printJson(result.json(), spec);
            if (!result.summary().isWhole()) {
                return signals.exitCode();
            }
            boolean refused = result.promotion().filter(p -> !p.promoted()).isPresent();
            return refused ? experiment.registry().refusedExitCode() : ExitCode.OK.number();
        }
    }

    private int plan(ExperimentConfig experiment, PrintStream progress) {
        TrainingPlan plan = sparkOptions.with(
                "kindling train --dry-run", spark -> TrainingPlan.of(spark, experiment, folder(experiment, spark)));
        plan.lines().forEach(progress::println);
        output.printJson(plan.json(), spec);
        return ExitCode.OK.number();
    }

    private Folder folder(ExperimentConfig experiment, SparkSession spark) {
        return RunName.folder(
                experiment, config.name(), runId, spark.sparkContext().hadoopConfiguration());
    }
}
