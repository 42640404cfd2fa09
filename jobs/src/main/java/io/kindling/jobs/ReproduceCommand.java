package io.kindling.jobs;

import io.kindling.driver.config.ExperimentConfig;
import io.kindling.driver.registry.ModelReference;
import io.kindling.driver.run.Experiment;
import io.kindling.driver.run.StopRequest;
import io.kindling.driver.storage.Folder;
import io.kindling.driver.workflow.Reproduce;
import io.kindling.jobs.config.RegistryOption;
import io.kindling.jobs.console.Console;
import java.io.PrintStream;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Reproduces a run. */
@Command(
        name = "reproduce",
        description =
                "Repeats a finished run from the configuration in its folder, writes to a new folder, and compares the parameters bit for bit.")
final class ReproduceCommand implements Callable<Integer> {
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

    @Parameters(paramLabel = "RUN", description = "Folder of a finished run, or a registry version: NAME@7.")
    private String run;

    @Mixin
    private RegistryOption registry;

    @Mixin
    private SparkOptions sparkOptions;

    @Option(
            names = "--output",
            paramLabel = "FOLDER",
            description = "Folder of the new run; default: a new folder in runs.")
    private String output;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description =
                    "Sets one key of the run's configuration, such as a masked password or a new data path. May be repeated.")
    private List<String> assignments = new ArrayList<>();

    @Option(names = "--json", description = "Prints the result as JSON, on the last line.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        long began = System.nanoTime();
        PrintStream progress = json ? System.err : System.out;
        StopRequest stop = new StopRequest();
        try (Signals signals = Signals.catching(stop)) {
            Optional<Reproduce> result = sparkOptions.with("kindling reproduce", spark -> {
                Configuration hadoop = spark.sparkContext().hadoopConfiguration();
                Folder original = ModelReference.folder(run, registry.folder(), hadoop);
                ExperimentConfig config = Reproduce.configuration(original, assignments);
                Console.learn(spec, known -> known.with(Experiment.redaction(config)));
                Folder again = Folder.of(output == null ? fresh() : output, hadoop);
                return Reproduce.of(spark, new Reproduce.Folders(original, again), config, began, progress, stop);
            });
            if (result.isEmpty()) {
                return signals.exitCode();
            }
            return report(result.get(), progress);
        }
    }

    private static String fresh() {
        return "runs/reproduced-" + LocalDateTime.now(ZoneOffset.UTC).format(STAMP);
    }

    private int report(Reproduce reproduction, PrintStream progress) {
        reproduction.differences().forEach(progress::println);
        progress.println(
                reproduction.isEqual()
                        ? "bit-identical: " + reproduction.parametersSha256()
                        : "not bit-identical: expected " + reproduction.originalSha256() + ", got "
                                + reproduction.parametersSha256());
        if (json) {
            spec.commandLine().getOut().println(reproduction.json());
            spec.commandLine().getOut().flush();
        }
        return (reproduction.isEqual() ? ExitCode.OK : ExitCode.OTHER_BITS).number();
    }
}
