package io.kindling.jobs.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.kindling.trainer.config.AsOf;
import java.util.List;
import picocli.CommandLine.Option;

/** {@code --as-of}. There is no default: a job that is started late must not train on another day's data. */
public final class AsOfOption {
    @Option(
            names = "--as-of",
            paramLabel = "DATE",
            description =
                    "The date that the run is for, as in 2026-11-21: what {asOf}, {asOf-1d} and {asOf-27d..asOf} stand"
                            + " for in the configuration.")
    private String date;

    /** Writes the date into the texts of a configuration. */
    ObjectNode apply(ObjectNode tree, String source) {
        return date().apply(tree, source);
    }

    /** The date; none where it was not given. */
    AsOf date() {
        return date == null ? AsOf.none() : AsOf.of(date);
    }

    /** What keeps the date in the configuration of the run; refuses one that is none. */
    List<String> assignments() {
        return date == null
                ? List.of()
                : List.of("output.asOf=" + TextNode.valueOf(AsOf.of(date).toString()));
    }
}
