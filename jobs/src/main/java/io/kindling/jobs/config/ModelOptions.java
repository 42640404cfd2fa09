package io.kindling.jobs.config;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kindling.driver.config.ExperimentConfig;
import io.kindling.driver.inference.InferenceConfig;
import io.kindling.driver.registry.ModelReference;
import io.kindling.driver.run.SavedRun;
import io.kindling.jobs.console.Console;
import io.kindling.trainer.config.ConfigText;
import io.kindling.trainer.config.Overrides;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code --model}, {@code --config}, {@code --set} and {@code --as-of}, for every command that uses a trained model.
 */
public final class ModelOptions {
    @Option(
            names = "--model",
            required = true,
            paramLabel = "RUN",
            description = "Folder of a finished run or of a model, or a registry version: NAME@champion, NAME@7,"
                    + " FOLDER/NAME@champion.")
    private String model;

    @Mixin
    private RegistryOption registry;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Configuration whose sections, usually data, replace the sections of the run.")
    private String file;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Sets one key of the configuration, such as data.source.csv.path=new.csv. May be repeated.")
    private List<String> assignments = new ArrayList<>();

    @Mixin
    private AsOfOption asOf;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    /** Reads the model and the configuration of the run. */
    public SavedRun run(Configuration hadoop) {
        return SavedRun.read(ModelReference.folder(model, registry.folder(), hadoop));
    }

    /** The configuration for using the model. */
    public InferenceConfig use(SavedRun run) {
        ObjectNode over =
                file == null ? JsonNodeFactory.instance.objectNode() : ConfigText.parse(ConfigFile.text(file), file);
        // An unused section is not validated, but its secrets are registered for masking.
        Console.learn(spec, known -> known.with(Overrides.apply(over, assignments, ExperimentConfig.class)));
        String source = file == null ? "the configuration of " + model : file;
        return InferenceConfig.of(
                run, over, assignments, asOf.date(), assignments.isEmpty() ? source : source + " with --set");
    }
}
