package io.kindling.jobs;

import io.kindling.driver.benchmark.Benchmark;
import io.kindling.driver.benchmark.BenchmarkReport;
import io.kindling.driver.config.ExperimentConfig;
import io.kindling.jobs.config.ConfigOptions;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures training throughput. */
@Command(
        name = "bench",
        description =
                "Trains for some iterations. Prints the throughput, the time per phase, and the throughput of the same computation without Spark. Writes no files.")
final class BenchCommand implements Callable<Integer> {
    @Mixin
    private ConfigOptions config;

    @Mixin
    private SparkOptions sparkOptions;

    @Option(
            names = "--against",
            paramLabel = "KEY=VALUE",
            description =
                    "Compares with the same configuration after setting this key, in alternating rounds, and prints the ratio. May be repeated.")
    private List<String> against = List.of();

    @Option(
            names = "--iterations",
            paramLabel = "N",
            defaultValue = "500",
            description = "Measured iterations; default ${DEFAULT-VALUE}.")
    private int iterations;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            defaultValue = "300",
            description = "Warm-up iterations, not measured; default ${DEFAULT-VALUE}.")
    private int warmUp;

    @Option(names = "--json", description = "Prints the results as JSON, on the last line.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        ExperimentConfig experiment = config.read(List.of());
        ExperimentConfig other = against.isEmpty() ? null : config.read(against);
        PrintStream progress = json ? System.err : System.out;
        BenchmarkReport report = sparkOptions.with(
                "kindling bench", spark -> Benchmark.run(spark, experiment, other, warmUp, iterations, progress));
        report.print(progress);
        if (json) {
            spec.commandLine().getOut().println(report.json());
            spec.commandLine().getOut().flush();
        }
        return ExitCode.OK.number();
    }
}
