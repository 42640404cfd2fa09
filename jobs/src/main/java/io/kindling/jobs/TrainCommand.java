package io.kindling.jobs;

import io.kindling.driver.config.ExperimentConfig;
import io.kindling.driver.run.StopRequest;
import io.kindling.driver.storage.Folder;
import io.kindling.driver.workflow.DryRun;
import io.kindling.driver.workflow.RunNaming;
import io.kindling.driver.workflow.TrainAndPromote;
import io.kindling.driver.workflow.WorkflowResult;
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
            WorkflowResult result = sparkOptions.with("kindling train", spark -> {
                Folder run = folder(experiment, spark);
                WorkflowResult trained =
                        new TrainAndPromote(spark, experiment, progress, page::show).run(run, began, stop);
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
        DryRun plan = sparkOptions.with(
                "kindling train --dry-run", spark -> DryRun.of(spark, experiment, folder(experiment, spark)));
        plan.lines().forEach(progress::println);
        output.printJson(plan.json(), spec);
        return ExitCode.OK.number();
    }

    private Folder folder(ExperimentConfig experiment, SparkSession spark) {
        return RunNaming.folder(
                experiment, config.name(), runId, spark.sparkContext().hadoopConfiguration());
    }
}
