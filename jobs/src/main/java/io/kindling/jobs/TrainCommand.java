package io.kindling.jobs;

import io.kindling.driver.Secrets;
import io.kindling.driver.experiment.Experiment;
import io.kindling.driver.experiment.ExperimentConfig;
import io.kindling.driver.experiment.RunSummary;
import io.kindling.driver.experiment.StopRequest;
import io.kindling.driver.storage.Folder;
import io.kindling.jobs.config.ConfigOptions;
import io.kindling.trainer.training.Outcome;
import java.io.PrintStream;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Trains a network. */
@Command(name = "train", description = "Trains a network and writes model, metrics and summary into a run folder.")
final class TrainCommand implements Callable<Integer> {
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

    @Mixin
    private ConfigOptions config;

    @Mixin
    private SparkOptions sparkOptions;

    @Mixin
    private OutputOptions output;

    @Mixin
    private LiveOptions live;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        long began = System.nanoTime();
        ExperimentConfig experiment = config.read(output.assignments());
        PrintStream progress = output.json() ? System.err : System.out;
        StopRequest stop = new StopRequest();
        try (Signals signals = Signals.catching(stop);
                LiveOptions.Page page = live.open(config.name(), stop, progress)) {
            RunSummary summary = sparkOptions.with("kindling train", spark -> {
                Folder run =
                        Folder.of(location(experiment), spark.sparkContext().hadoopConfiguration());
                RunSummary trained = new Experiment(spark, experiment).train(run, began, progress, stop, page::show);
                SummaryPrinter.print(trained, Secrets.redact(run.location()), progress);
                return trained;
            });
            output.printJson(summary.json(), spec);
            return summary.outcome() == Outcome.INTERRUPTED ? signals.exitCode() : ExitCode.OK.number();
        }
    }

    /** The folder asked for, or a new one below {@code runs}. */
    private String location(ExperimentConfig experiment) {
        return experiment.output().folder() == null
                ? "runs/" + config.name() + "-"
                        + LocalDateTime.now(ZoneOffset.UTC).format(STAMP)
                : experiment.output().folder();
    }
}
