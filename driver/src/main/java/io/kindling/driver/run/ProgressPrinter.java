package io.kindling.driver.run;

import io.kindling.trainer.training.EpochReport;
import io.kindling.trainer.training.IterationReport;
import io.kindling.trainer.training.TrainingListener;
import io.kindling.trainer.training.TrainingState;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;

/** Prints progress for a user: one line every few seconds with rate and remaining time, and one line per epoch. */
public final class ProgressPrinter implements TrainingListener {
    private static final double SECONDS_BETWEEN_LINES = 5;

    private final PrintStream out;
    private final int epochs;
    private long lastPrinted = System.nanoTime();
    private long examplesSince;

    public ProgressPrinter(PrintStream out, int epochs) {
        this.out = out;
        this.epochs = epochs;
    }

    @Override
    public void onIteration(IterationReport report, TrainingState state) {
        examplesSince += report.examples();
        double seconds = (System.nanoTime() - lastPrinted) / 1e9;
        if (seconds < SECONDS_BETWEEN_LINES) {
            return;
        }
        double rate = examplesSince / seconds;
        double left = ((double) epochs * report.batches() - report.iteration()) * report.examples() / rate;
        out.printf(
                Locale.ROOT,
                "epoch %d/%d  iteration %d/%d  loss %.4f  %,.0f examples/s  %s left%n",
                report.epoch() + 1,
                epochs,
                report.batch() + 1,
                report.batches(),
                report.loss(),
                rate,
                duration(left));
        restartClock();
    }

    @Override
    public void onEpoch(EpochReport report, TrainingState state) {
        out.printf(
                Locale.ROOT,
                "epoch %d/%d  %s%s  %,.0f examples/s%n",
                report.epoch() + 1,
                epochs,
                describe("", report.train()),
                report.validation().isEmpty() ? "" : "  " + describe("validation ", report.validation()),
                report.examplesPerSecond());
        restartClock();
    }

    private void restartClock() {
        lastPrinted = System.nanoTime();
        examplesSince = 0;
    }

    private static String describe(String prefix, Map<String, Double> values) {
        StringBuilder text = new StringBuilder();
        values.forEach((name, value) -> {
            if (!name.equals("penalty") || value != 0) {
                text.append(text.isEmpty() ? "" : "  ")
                        .append(prefix)
                        .append(name)
                        .append(String.format(Locale.ROOT, " %.4f", value));
            }
        });
        return text.toString();
    }

    /** Formats seconds as {@code 45 s}, {@code 3 min 20 s} or {@code 2 h 5 min}. */
    static String duration(double seconds) {
        long rounded = Math.round(seconds);
        if (rounded < 60) {
            return rounded + " s";
        }
        return rounded < 3600
                ? rounded / 60 + " min " + rounded % 60 + " s"
                : rounded / 3600 + " h " + rounded % 3600 / 60 + " min";
    }
}
