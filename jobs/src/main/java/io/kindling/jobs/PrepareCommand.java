package io.kindling.jobs;

import io.kindling.driver.config.ExperimentConfig;
import io.kindling.driver.run.Experiment;
import io.kindling.jobs.config.ConfigOptions;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prepares the data of an experiment once, for many trainings. */
@Command(
        name = "prepare",
        description = "Reads, checks, orders and scales the data of an experiment once and writes it to a folder; "
                + "train --set data.prepared=FOLDER then starts from there.")
final class PrepareCommand implements Callable<Integer> {
    @Mixin
    private ConfigOptions config;

    @Mixin
    private SparkOptions sparkOptions;

    @Option(
            names = "--output",
            required = true,
            paramLabel = "FOLDER",
            description = "Folder for the prepared data, on any file system that Hadoop knows.")
    private String folder;

    @Override
    public Integer call() {
        ExperimentConfig experiment = config.read(List.of());
        sparkOptions.with("kindling prepare", spark -> {
            new Experiment(spark, experiment).prepare(folder, System.out);
            return folder;
        });
        return ExitCode.OK.number();
    }
}
