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
            "Writes all rows of data.test or, if it is not set, of data.source, with the columns prediction and, for classifiers, probability.",
            "If --config or --set change data.source but not data.test, data.source is used. The rows need no label."
        })
final class PredictCommand implements Callable<Integer> {
    @Mixin
    private ModelOptions model;

    @Mixin
    private SparkOptions sparkOptions;

    @Option(
            names = "--output",
            paramLabel = "PLACE",
            description = "Folder of the predictions, new or empty, or the name of a new table.")
    private String output;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "parquet",
            description = "parquet (default), csv, json or another Spark SQL format, or table for a catalog table.")
    private String format;

    @Option(
            names = "--option",
            paramLabel = "KEY=VALUE",
            description = "Option of the format, such as url=jdbc:... May be repeated.")
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
                            : String.format(Locale.ROOT, ", %,d bad rows dropped", prediction.dropped()),
                    prediction.output());
        }
        out.flush();
        return ExitCode.OK.number();
    }
}
