package io.kindling.driver.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kindling.driver.tracking.IterationPoint;
import io.kindling.trainer.config.ConfigText;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The state of one run as a report shows it, during or after the training.
 *
 * @param name short and human-readable
 * @param location of its folder
 * @param status {@code preparing}, {@code running}, {@code completed}, {@code stopped_early}, {@code interrupted},
 * {@code failed} or {@code unfinished}
 * @param config resolved, without secrets
 * @param history metrics, points and events so far
 * @param evaluation content of {@code evaluation.json}; empty if there is none
 * @param summary content of {@code summary.json}; empty if there is none
 * @param progress of a running training; empty otherwise
 */
public record RunView(
        String name,
        String location,
        String status,
        JsonNode config,
        History history,
        JsonNode evaluation,
        JsonNode summary,
        JsonNode progress) {
    private static final int MAX_EVENTS = 200;
    private static final int MAX_EPOCHS = 2000;
    private static final MathContext DIGITS = new MathContext(7);

    /**
     * The course of a run so far.
     *
     * @param epochs objects of {@code metrics.jsonl}
     * @param iterations points of {@code iterations.jsonl}
     * @param events objects of {@code events.jsonl}, oldest first
     */
    public record History(List<JsonNode> epochs, List<IterationPoint> iterations, List<JsonNode> events) {
        public History {
            epochs = List.copyOf(epochs);
            iterations = List.copyOf(iterations);
            events = List.copyOf(events);
        }
    }

    /** Returns the view of a run that is about to start. */
    public static RunView preparing(String name) {
        JsonNode nothing = MissingNode.getInstance();
        return new RunView(
                name,
                "",
                "preparing",
                nothing,
                new History(List.of(), List.of(), List.of()),
                nothing,
                nothing,
                nothing);
    }

    /** Returns whether the run has ended, so that this view is final. */
    public boolean hasEnded() {
        return !status.equals("preparing") && !status.equals("running");
    }

    /** Returns this view as one JSON object of bounded size; missing values are null. */
    public ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("name", name);
        json.put("location", location);
        json.put("status", status);
        json.set("config", config);
        json.put("configText", config.isEmpty() ? "" : ConfigText.yaml(config));
        json.putArray("epochs").addAll(downsampled(history.epochs()));
        json.set("iterations", columns());
        json.putArray("events")
                .addAll(history.events()
                        .subList(
                                Math.max(0, history.events().size() - MAX_EVENTS),
                                history.events().size()));
        json.set("evaluation", evaluation);
        json.set("summary", summary);
        json.set("progress", progress);
        return json;
    }

    /** Returns every n-th element, so that the number is bounded, and always the last. */
    private static List<JsonNode> downsampled(List<JsonNode> all) {
        int every = (all.size() + MAX_EPOCHS - 1) / MAX_EPOCHS;
        return every <= 1
                ? all
                : IntStream.range(0, all.size())
                        .filter(i -> (all.size() - 1 - i) % every == 0)
                        .mapToObj(all::get)
                        .toList();
    }

    private ObjectNode columns() {
        ObjectNode columns = JsonNodeFactory.instance.objectNode();
        ArrayNode iteration = columns.putArray("iteration");
        history.iterations().forEach(point -> iteration.add(point.iteration()));
        columns.set("loss", column(IterationPoint::loss));
        columns.set("learningRate", column(IterationPoint::learningRate));
        columns.set("gradientNorm", column(IterationPoint::gradientNorm));
        columns.set("examplesPerSecond", column(IterationPoint::examplesPerSecond));
        return columns;
    }

    private ArrayNode column(ToDoubleFunction<IterationPoint> of) {
        ArrayNode column = JsonNodeFactory.instance.arrayNode();
        for (IterationPoint point : history.iterations()) {
            double value = of.applyAsDouble(point);
            if (Double.isFinite(value)) {
                column.add(new BigDecimal(value).round(DIGITS).doubleValue());
            } else {
                column.addNull();
            }
        }
        return column;
    }
}
