package io.kindling.driver.run;

import io.kindling.driver.report.ReportPage;
import io.kindling.driver.report.RunView;
import io.kindling.driver.storage.Folder;
import io.kindling.driver.tracking.IterationHistory;
import io.kindling.driver.tracking.IterationPoint;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

/** Writes {@code report.html}: the report of a run in one file. */
public final class RunReport {
    /** Name of the file. */
    public static final String FILE = "report.html";

    private RunReport() {}

    /** Writes the report of an ended run into its folder. Warns if it cannot. */
    static void write(Folder run, RunView view, Consumer<String> warnings) {
        warnOnFailure(warnings, () -> run.write(FILE, bytes(List.of(view))));
    }

    /** Writes the points of the curves into the run folder. Warns if it cannot. */
    static void writeIterations(Folder run, IterationHistory iterations, Consumer<String> warnings) {
        byte[] text = String.join("", iterations.lines()).getBytes(StandardCharsets.UTF_8);
        warnOnFailure(warnings, () -> run.write(IterationPoint.FILE, text));
    }

    private static void warnOnFailure(Consumer<String> warnings, Runnable writing) {
        try {
            writing.run();
        } catch (RuntimeException e) {
            warnings.accept("part of the report could not be written: " + e.getMessage());
        }
    }

    /** Returns the report of one run, or of several runs side by side. */
    public static byte[] bytes(List<RunView> views) {
        return ReportPage.of(views).getBytes(StandardCharsets.UTF_8);
    }
}
