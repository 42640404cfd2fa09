package io.kindling.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** {@code --output} and {@code --json}, for every command that writes results. */
public final class OutputOptions {
    @Option(names = "--output", paramLabel = "FOLDER", description = "Folder of the run; overrides output.folder.")
    private String folder;

    @Option(names = "--json", description = "Prints the summary as JSON, on the last line.")
    private boolean json;

    /**
     * The folder as an assignment for {@link io.kindling.jobs.config.ConfigOptions#read}; empty without
     * {@code --output}.
     */
    public List<String> assignments() {
        return folder == null ? List.of() : List.of("output.folder=" + TextNode.valueOf(folder));
    }

    /** Whether the last line is JSON. */
    public boolean json() {
        return json;
    }

    /** Prints a summary as the last line if {@code --json} is set. */
    void printJson(JsonNode summary, CommandSpec spec) {
        if (json) {
            spec.commandLine().getOut().println(summary);
            spec.commandLine().getOut().flush();
        }
    }
}
