package io.kindling.jobs;

import io.kindling.driver.model.Preprocessing;
import io.kindling.driver.registry.ModelReference;
import io.kindling.driver.run.SavedRun;
import io.kindling.jobs.config.RegistryOption;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Exports a trained model as an ONNX file. Runs without Spark. */
@Command(name = "export", description = "Exports a trained model as an ONNX file, for inference without Spark.")
final class ExportCommand implements Callable<Integer> {
    @Option(
            names = "--model",
            required = true,
            paramLabel = "RUN",
            description = "Folder of a finished run or of a model, or a registry version: NAME@champion.")
    private String model;

    @Mixin
    private RegistryOption registry;

    @Option(
            names = "--output",
            required = true,
            paramLabel = "FILE",
            description = "Path of the new file, such as model.onnx.")
    private String output;

    @Option(
            names = "--preprocessing",
            paramLabel = "WHERE",
            defaultValue = "included",
            description =
                    "included (default): the model takes unscaled features; " + "excluded: it takes scaled features.")
    private Preprocessing preprocessing;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Configuration hadoop = new Configuration();
        SavedRun run = SavedRun.read(ModelReference.folder(model, registry.folder(), hadoop));
        run.model().exportOnnx(output, preprocessing, hadoop);
        spec.commandLine().getOut().println(run.location() + " exported to " + output);
        spec.commandLine().getOut().flush();
        return ExitCode.OK.number();
    }
}
