package io.kindling.jobs;

import io.kindling.driver.run.RecordedRun;
import io.kindling.driver.run.RunReport;
import io.kindling.driver.storage.Folder;
import io.kindling.driver.storage.StoredFile;
import io.kindling.trainer.error.ConfigurationException;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes the report of a run, or a comparison of several runs. Runs without Spark. */
@Command(
        name = "report",
        description = {
            "Writes the report of a run, finished or not, as one HTML file; for several runs, a comparison.",
            "Without --output, one run's report.html is overwritten."
        })
final class ReportCommand implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "RUN", description = "Folders of runs.")
    private List<String> runs;

    @Option(names = "--output", paramLabel = "FILE", description = "Path of the new file, such as comparison.html.")
    private String output;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Configuration hadoop = new Configuration();
        List<Folder> folders = runs.stream().map(run -> Folder.of(run, hadoop)).toList();
        if (output == null && folders.size() > 1) {
            throw new ConfigurationException("Cannot write report: a comparison needs a file; set --output");
        }
        byte[] report = RunReport.bytes(folders.stream().map(RecordedRun::read).toList());
        String place;
        if (output == null) {
            folders.get(0).write(RunReport.FILE, report);
            place = folders.get(0).location() + "/" + RunReport.FILE;
        } else {
            StoredFile file = StoredFile.of(output, hadoop);
            file.writeNew(report);
            place = file.location();
        }
        spec.commandLine().getOut().println("report written to " + place);
        spec.commandLine().getOut().flush();
        return ExitCode.OK.number();
    }
}
