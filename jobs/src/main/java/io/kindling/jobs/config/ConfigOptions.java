package io.kindling.jobs.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kindling.driver.config.ExperimentConfig;
import io.kindling.jobs.console.Console;
import io.kindling.trainer.config.ConfigText;
import io.kindling.trainer.config.Overrides;
import io.kindling.trainer.config.RecordReader;
import io.kindling.trainer.error.ConfigurationException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code --config} and {@code --set}, for every command that takes an experiment. */
public final class ConfigOptions {
    @Option(
            names = "--config",
            required = true,
            paramLabel = "FILE",
            description = "Configuration file in YAML or JSON, on the local disk or any Hadoop file system.")
    private String file;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Sets one key of the configuration, such as training.epochs=5. May be repeated.")
    private List<String> assignments = new ArrayList<>();

    @Mixin
    private AsOfOption asOf;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    /** Name of the file without folder and extension. */
    public String name() {
        String last = file.substring(file.lastIndexOf('/') + 1);
        return last.contains(".") ? last.substring(0, last.lastIndexOf('.')) : last;
    }

    /**
     * Reads the experiment from the file and applies the assignments.
     *
     * @param more assignments of other options, applied last
     * @throws ConfigurationException naming file and key
     */
    public ExperimentConfig read(List<String> more) {
        List<String> all = new ArrayList<>(assignments);
        all.addAll(more);
        all.addAll(asOf.assignments());
        ObjectNode tree = ConfigText.parse(ConfigFile.text(file), file);
        String options = assignments.isEmpty() ? " with the options of the command" : " with --set";
        String source = assignments.isEmpty() && more.isEmpty() ? file : file + options;
        ObjectNode dated = asOf.apply(Overrides.apply(tree, all, ExperimentConfig.class), source);
        Console.learn(spec, known -> known.with(dated));
        return RecordReader.read(dated, ExperimentConfig.class, source);
    }
}
