package io.kindling.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import io.kindling.driver.config.ExperimentConfig;
import io.kindling.driver.redaction.Redaction;
import io.kindling.jobs.config.ConfigOptions;
import io.kindling.trainer.config.ConfigText;
import io.kindling.trainer.config.RecordWriter;
import io.kindling.trainer.network.Network;
import io.kindling.trainer.network.NetworkSpec;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Validates a configuration and prints it with defaults. */
@Command(
        name = "config",
        description =
                "Validates a configuration and prints it with all values, including defaults. Does not read data.")
final class ConfigCommand implements Callable<Integer> {
    @Mixin
    private ConfigOptions config;

    @Option(names = "--json", description = "Prints JSON instead of YAML.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        ExperimentConfig experiment = config.read(List.of());
        if (experiment.network().input() != null) {
            Network.of(new NetworkSpec(
                    experiment.network().input(), experiment.network().layers()));
        }
        JsonNode resolved = Redaction.byShape().tree(RecordWriter.write(experiment, ExperimentConfig.class));
        spec.commandLine().getOut().print(json ? ConfigText.json(resolved) : ConfigText.yaml(resolved));
        spec.commandLine().getOut().flush();
        return ExitCode.OK.number();
    }
}
