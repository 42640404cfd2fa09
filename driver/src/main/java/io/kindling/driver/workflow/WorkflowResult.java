package io.kindling.driver.workflow;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kindling.driver.run.RunSummary;
import java.util.Optional;

/**
 * The result of a training.
 *
 * @param promotion of its model; empty without a registry, or if the training was stopped
 */
public record WorkflowResult(RunSummary summary, Optional<Promotion> promotion) {

    /** Returns the summary as one JSON object, with {@code promotion} if there was one. */
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
