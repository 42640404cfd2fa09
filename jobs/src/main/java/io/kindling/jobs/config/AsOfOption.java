package io.kindling.jobs.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.kindling.trainer.config.AsOf;
import java.util.List;
import picocli.CommandLine.Option;

/** {@code --as-of}. There is no default, so that a late job does not train on the data of another day. */
public final class AsOfOption {
    @Option(
            names = "--as-of",
            paramLabel = "DATE",
            description = "Logical date of the run, such as 2026-11-21. Replaces {asOf}, {asOf-1d} and {asOf-27d..asOf}"
                    + " in the configuration.")
    private String date;

    /** Replaces the date placeholders of a configuration. */
    ObjectNode apply(ObjectNode tree, String source) {
        return date().apply(tree, source);
    }

    /** The date; {@link AsOf#none()} if the option is not set. */
    AsOf date() {
        return date == null ? AsOf.none() : AsOf.of(date);
    }

    /** Assignments that record the date in the configuration of the run. Checks the date. */
    List<String> assignments() {
        return date == null
                ? List.of()
                : List.of("output.asOf=" + TextNode.valueOf(AsOf.of(date).toString()));
    }
}
