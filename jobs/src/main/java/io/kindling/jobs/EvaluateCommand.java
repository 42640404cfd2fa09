package io.kindling.jobs;

import io.kindling.driver.inference.Evaluation;
import io.kindling.driver.run.SavedRun;
import io.kindling.jobs.config.ModelOptions;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Evaluates a trained model. */
@Command(
        name = "evaluate",
        description = {
            "Prints loss, metrics and metrics per class of a trained model, on all rows of data.test or, if it is not set, of data.source. The data is not split.",
            "If --config or --set change data.source but not data.test, data.source is used."
        })
final class EvaluateCommand implements Callable<Integer> {
    @Mixin
    private ModelOptions model;

    @Mixin
    private SparkOptions sparkOptions;

    @Option(names = "--json", description = "Prints the result as JSON, on the last line.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Evaluation evaluation = sparkOptions.with("kindling evaluate", spark -> {
            SavedRun run = model.run(spark.sparkContext().hadoopConfiguration());
            return Evaluation.of(spark, run, model.use(run));
        });
        evaluation.warnings().forEach(text -> spec.commandLine().getErr().println("warning: " + text));
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(evaluation.json());
        } else {
            out.printf(
                    Locale.ROOT,
                    "%,d examples of %s%s%n",
                    evaluation.examples(),
                    evaluation.data(),
                    dropped(evaluation));
            evaluation.metrics().forEach((name, value) -> out.printf(Locale.ROOT, "%s %.4f%n", name, value));
            evaluation.classes().ifPresent(table -> table.lines().forEach(out::println));
        }
        out.flush();
        return ExitCode.OK.number();
    }

    private static String dropped(Evaluation evaluation) {
        return evaluation.dropped() == 0
                ? ""
                : String.format(Locale.ROOT, ", %,d bad rows dropped", evaluation.dropped());
    }
}
