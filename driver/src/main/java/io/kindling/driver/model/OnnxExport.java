package io.kindling.driver.model;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.kindling.driver.data.DerivedColumns;
import io.kindling.driver.data.column.FittedColumns;
import io.kindling.trainer.config.RecordWriter;
import io.kindling.trainer.data.FeatureScaling;
import io.kindling.trainer.loss.LossFunction;
import io.kindling.trainer.loss.Task;
import io.kindling.trainer.network.Network;
import io.kindling.trainer.onnx.ElementType;
import io.kindling.trainer.onnx.OnnxAttribute;
import io.kindling.trainer.onnx.OnnxGraph;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Exports a model in the ONNX format, opset {@value OnnxGraph#OPSET}. Input {@value #FEATURES} has the shape (batch,
 * shape of an example). The outputs match {@link Predictor}. For classification: {@value #LOGITS}, the outputs of the
 * network, (batch, columns); {@value #PROBABILITIES}, for losses with probabilities, (batch, classes), also for a
 * binary label; {@value #PREDICTION}, a whole number, (batch), or (batch, columns) for multi-label tasks. For
 * regression: {@value #PREDICTION} only, (batch, columns).
 */
final class OnnxExport {
    static final String FEATURES = "features";
    static final String LOGITS = "logits";
    static final String PROBABILITIES = "probabilities";
    static final String PREDICTION = "prediction";

    private final TrainedModel model;
    private final Network network;
    private final LossFunction loss;
    private final int columns;
    private final OnnxGraph graph = new OnnxGraph("kindling");

    OnnxExport(TrainedModel model) {
        this.model = model;
        this.network = Network.of(model.network());
        this.loss = model.loss();
        this.columns = network.output().size();
    }

    byte[] bytes(Preprocessing preprocessing) {
        List<Integer> dimensions = model.network().input().dimensions();
        String x = graph.input(FEATURES, dimensions);
        if (preprocessing == Preprocessing.INCLUDED) {
            x = scaled(x, dimensions);
        }
        String outputs = network.export(graph, model.state(), x);
        if (!network.output().isVector()) {
            outputs = node("Flatten", outputs);
        }
        String predictions = loss.exportPredictions(graph, outputs);
        switch (loss.task()) {
            case MULTICLASS -> classes(outputs, predictions);
            case BINARY -> binary(outputs, predictions);
            case REGRESSION -> graph.output(predictions, PREDICTION, ElementType.FLOAT, List.of(columns));
        }
        String version = OnnxExport.class.getPackage().getImplementationVersion();
        return graph.bytes(version == null ? "" : version, metadata(preprocessing));
    }

    /** Scales in double precision, as in training, so the network gets the same bits. */
    private String scaled(String x, List<Integer> dimensions) {
        FeatureScaling scaling = model.scaling();
        double[] shift = new double[scaling.features()];
        double[] scale = new double[scaling.features()];
        for (int c = 0; c < shift.length; c++) {
            shift[c] = scaling.shift(c);
            scale[c] = scaling.scale(c);
        }
        if (scaling.equals(FeatureScaling.identity(shift.length))) {
            return x;
        }
        String shifted = node("Sub", cast(x, ElementType.DOUBLE), graph.doubles("scaling.shift", dimensions, shift));
        return cast(node("Mul", shifted, graph.doubles("scaling.scale", dimensions, scale)), ElementType.FLOAT);
    }

    private void classes(String outputs, String predictions) {
        probabilities(outputs, predictions);
        OnnxAttribute axis = OnnxAttribute.integer("axis", 1);
        OnnxAttribute one = OnnxAttribute.integer("keepdims", 0);
        String largest = graph.node("ArgMax", "ArgMax", List.of(predictions), List.of(axis, one));
        graph.output(largest, PREDICTION, ElementType.LONG, List.of());
    }

    private void binary(String outputs, String predictions) {
        String half = graph.scalar("half", ArrayColumns.THRESHOLD);
        String yes = cast(node("GreaterOrEqual", predictions, half), ElementType.LONG);
        if (columns > 1) {
            probabilities(outputs, predictions);
            graph.output(yes, PREDICTION, ElementType.LONG, List.of(columns));
            return;
        }
        String no = node("Sub", graph.scalar("one", 1), predictions);
        String both =
                graph.node("Concat", "Concat", List.of(no, predictions), List.of(OnnxAttribute.integer("axis", 1)));
        graph.output(outputs, LOGITS, ElementType.FLOAT, List.of(columns));
        graph.output(both, PROBABILITIES, ElementType.FLOAT, List.of(2));
        String flat = node("Reshape", yes, graph.longs("shape", -1));
        graph.output(flat, PREDICTION, ElementType.LONG, List.of());
    }

    private void probabilities(String outputs, String predictions) {
        graph.output(outputs, LOGITS, ElementType.FLOAT, List.of(columns));
        if (loss.givesProbabilities()) {
            graph.output(predictions, PROBABILITIES, ElementType.FLOAT, List.of(columns));
        }
    }

    private String node(String operator, String... inputs) {
        return graph.node(operator, operator, List.of(inputs), List.of());
    }

    private String cast(String x, ElementType type) {
        return graph.node("Cast", "Cast", List.of(x), List.of(OnnxAttribute.integer("to", type.number())));
    }

    private Map<String, String> metadata(Preprocessing preprocessing) {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("task", loss.task().name().toLowerCase(Locale.ROOT));
        metadata.put("loss", RecordWriter.write(loss, LossFunction.class).toString());
        ArrayNode features = JsonNodeFactory.instance.arrayNode();
        model.featureColumns().forEach(features::add);
        metadata.put("featureColumns", features.toString());
        DerivedColumns derived = model.inputs().derivedFeatures();
        if (!derived.isEmpty()) {
            metadata.put(
                    "expressions",
                    RecordWriter.write(derived, DerivedColumns.class)
                            .path("expressions")
                            .toString());
        }
        if (!model.columns().equals(new FittedColumns())) {
            metadata.put(
                    "columns",
                    RecordWriter.write(model.columns(), FittedColumns.class).toString());
        }
        metadata.put("preprocessing", preprocessing.name().toLowerCase(Locale.ROOT));
        if (loss.task() != Task.REGRESSION) {
            ArrayNode labels = JsonNodeFactory.instance.arrayNode();
            int classes = loss.task() == Task.BINARY ? 2 : columns;
            ClassNames names = model.classNames();
            for (int c = 0; c < classes; c++) {
                if (names.areOfOneLabel()) {
                    labels.add(names.of(0, c));
                } else {
                    labels.add(c);
                }
            }
            metadata.put("classLabels", labels.toString());
        }
        metadata.put("parametersSha256", model.state().digest());
        return metadata;
    }
}
