package io.kindling.jobs;

import io.kindling.driver.run.RunSummary;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Prints a human-readable summary of a run. */
final class SummaryPrinter {
    private SummaryPrinter() {}

    static void print(RunSummary summary, String location, PrintStream out) {
        out.printf(
                Locale.ROOT,
                "%s after %s and %s in %.1f s, %,.0f examples/s%n",
                summary.outcome().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                counted(summary.progress().epochs(), "epoch"),
                counted(summary.progress().iterations(), "iteration"),
                summary.timing().secondsTotal(),
                summary.timing().examplesPerSecond());
        printMetrics("train", summary.metrics().train(), out);
        printMetrics("validation", summary.metrics().validation(), out);
        printMetrics("test", summary.metrics().test(), out);
        out.println("run in " + location + ", parameters " + summary.digests().parametersSha256());
    }

    private static String counted(long number, String unit) {
        return String.format(Locale.ROOT, "%,d %s%s", number, unit, number == 1 ? "" : "s");
    }

    /** Prints one line of metrics, or nothing if there are none. */
    static void printMetrics(String name, Map<String, Double> metrics, PrintStream out) {
        if (!metrics.isEmpty()) {
            out.println(name + ": "
                    + metrics.entrySet().stream()
                            .map(e -> String.format(Locale.ROOT, "%s %.4f", e.getKey(), e.getValue()))
                            .collect(Collectors.joining(", ")));
        }
    }
}
