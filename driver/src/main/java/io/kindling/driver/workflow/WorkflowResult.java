package io.kindling.driver.workflow;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kindling.driver.run.RunSummary;
import java.util.Optional;

/**
 * What a training came to.
 *
 * @param promotion of its model; empty without a registry, or for a training that was stopped
 */
public record WorkflowResult(RunSummary summary, Optional<Promotion> promotion) {

    /** The summary as one JSON object, with {@code promotion} where there was one. */
    public ObjectNode json() {
        ObjectNode json = summary.json();
        promotion.ifPresent(p -> json.putObject("promotion")
                .put("model", p.model())
                .put("version", p.version())
                .put("promoted", p.promoted())
                .put("reason", p.reason()));
        return json;
    }
}
