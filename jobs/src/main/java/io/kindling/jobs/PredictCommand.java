package io.kindling.jobs;

import io.kindling.driver.inference.Prediction;
import io.kindling.driver.inference.PredictionSink;
import io.kindling.driver.run.SavedRun;
import io.kindling.jobs.config.ModelOptions;
import io.kindling.jobs.console.Console;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Predicts with a trained model. */
@Command(
        name = "predict",
        description = {
            "Writes all rows of data.test or, without one, of data.source, with the columns prediction and, for classes, probability.",
            "Where --config or --set change data.source alone, those of data.source. The rows need no label."
        })
final class PredictCommand implements Callable<Integer> {
    @Mixin
    private ModelOptions model;

    @Mixin
    private SparkOptions sparkOptions;

    @Option(
            names = "--output",
            paramLabel = "PLACE",
            description = "Folder of the predictions, which must hold nothing, or the name of a new table.")
    private String output;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "parquet",
            description =
                    "parquet (default), csv, json or another format that Spark SQL writes, or table for the catalog.")
    private String format;

    @Option(
            names = "--option",
            paramLabel = "KEY=VALUE",
            description = "An option of the format, such as url=jdbc:...; may be repeated.")
    private Map<String, String> options = Map.of();

    @Option(names = "--json", description = "Prints the result as JSON, on the last line.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Console.learn(spec, known -> known.withOptions(options));
        PredictionSink sink = new PredictionSink(format, output, options);
        Prediction prediction = sparkOptions.with("kindling predict", spark -> {
            Configuration hadoop = spark.sparkContext().hadoopConfiguration();
            SavedRun run = model.run(hadoop);
            return Prediction.of(spark, run, model.use(run), sink);
        });
        prediction.warnings().forEach(text -> spec.commandLine().getErr().println("warning: " + text));
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(prediction.json());
        } else {
            out.printf(
                    Locale.ROOT,
                    "%,d rows of %s predicted%s, in %s%n",
                    prediction.rows(),
                    prediction.data(),
                    prediction.dropped() == 0
                            ? ""
                            : String.format(Locale.ROOT, ", %,d bad rows left out", prediction.dropped()),
                    prediction.output());
        }
        out.flush();
        return ExitCode.OK.number();
    }
}
