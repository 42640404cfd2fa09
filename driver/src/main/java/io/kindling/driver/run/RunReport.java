package io.kindling.driver.run;

import io.kindling.driver.report.ReportPage;
import io.kindling.driver.report.RunView;
import io.kindling.driver.storage.Folder;
import io.kindling.driver.tracking.IterationHistory;
import io.kindling.driver.tracking.IterationPoint;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

/** {@code report.html}: a run for people, in one file. */
public final class RunReport {
    /** Name of the file. */
    public static final String FILE = "report.html";

    private RunReport() {}

    /** Writes the report of a run that ended into its folder; a warning where it cannot. */
    static void write(Folder run, RunView view, Consumer<String> warnings) {
        warned(warnings, () -> run.write(FILE, bytes(List.of(view))));
    }

    /** Writes the points of the curves into the folder of their run; a warning where it cannot. */
    static void writeIterations(Folder run, IterationHistory iterations, Consumer<String> warnings) {
        byte[] text = String.join("", iterations.lines()).getBytes(StandardCharsets.UTF_8);
        warned(warnings, () -> run.write(IterationPoint.FILE, text));
    }

    private static void warned(Consumer<String> warnings, Runnable writing) {
        try {
            writing.run();
        } catch (RuntimeException e) {
            warnings.accept("the run is without a part of its report: " + e.getMessage());
        }
    }

    /** The report of one run, or of several beside one another. */
    public static byte[] bytes(List<RunView> views) {
        return ReportPage.of(views).getBytes(StandardCharsets.UTF_8);
    }
}
