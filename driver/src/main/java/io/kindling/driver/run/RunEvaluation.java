package io.kindling.driver.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kindling.driver.config.ExperimentConfig;
import io.kindling.driver.data.PreparedData;
import io.kindling.driver.data.TrainingData;
import io.kindling.driver.data.source.Idx;
import io.kindling.driver.evaluation.ClassTable;
import io.kindling.driver.evaluation.Mispredictions;
import io.kindling.driver.evaluation.Mispredictions.Misprediction;
import io.kindling.driver.evaluation.ReportedMetrics;
import io.kindling.driver.model.ClassNames;
import io.kindling.driver.training.NetworkTask;
import io.kindling.driver.training.SparkEvaluator;
import io.kindling.trainer.data.FeatureScaling;
import io.kindling.trainer.layout.Image;
import io.kindling.trainer.layout.Shape;
import io.kindling.trainer.metric.ConfusionMatrix;
import io.kindling.trainer.metric.MetricSums;
import io.kindling.trainer.network.ModelState;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Writes {@code evaluation.json}: the kept model evaluated on the test data, or on the validation data without test
 * data. Holds the metrics, a table by class with the confusion matrix (up to 100 classes), and the worst
 * mispredictions. For the report only; no decision depends on it.
 */
final class RunEvaluation {
    /** Name of the file. */
    static final String FILE = "evaluation.json";

    private static final int MAX_EXAMPLES = 24;
    private static final int MAX_COLUMNS = 40;
    private static final int MAX_SIDE_PIXELS = 64;
    private static final int MAX_BYTE = 255;

    private final JavaSparkContext spark;
    private final ExperimentConfig config;
    private final NetworkTask task;
    private final TrainingData data;

    RunEvaluation(JavaSparkContext spark, ExperimentConfig config, NetworkTask task, TrainingData data) {
        this.spark = spark;
        this.config = config;
        this.task = task;
        this.data = data;
    }

    /** Evaluates a model. Returns empty if all data was used for training. */
    Optional<ObjectNode> of(ModelState model) {
        if (data.test().isPresent()) {
            return Optional.of(of(model, "test", data.test().get()));
        }
        return data.validation().map(examples -> of(model, "validation", examples));
    }

    private ObjectNode of(ModelState model, String name, PreparedData examples) {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode json = mapper.createObjectNode();
        json.put("data", name);
        json.put("task", task.loss().task().name().toLowerCase(Locale.ROOT));
        json.put("examples", examples.examples());
        int outputs = task.columns();
        ClassNames names = ClassNames.of(task.loss(), data.inputs());
        NetworkTask reported = new NetworkTask(
                task.network(), task.loss(), ReportedMetrics.withMatrix(task.metrics(), task.loss(), outputs));
        MetricSums sums = new SparkEvaluator(spark, reported, examples).evaluate(model);
        json.set("metrics", mapper.valueToTree(sums.values()));
        if (ReportedMetrics.hasTable(task.loss(), outputs)) {
            ClassTable.of(sums, new ConfusionMatrix(), Math.max(2, outputs), names)
                    .addTo(json);
        }
        if (names.areOfOneLabel()) {
            names.first(Math.max(2, outputs)).forEach(json.putArray("classNames")::add);
        }
        List<Misprediction> worst = Mispredictions.of(spark, task, examples, model, MAX_EXAMPLES);
        ObjectNode shown = json.putObject("worst");
        Optional<Image> image = image();
        if (image.isPresent()) {
            images(shown, worst, image.get());
        } else {
            rows(shown, worst, examples.featureNames());
        }
        return json;
    }

    /** Returns the image layout of an example. Returns empty if the examples are not images. */
    private Optional<Image> image() {
        Shape input = task.network().input();
        if (input instanceof Image image) {
            return image.channels() == 1 || image.channels() == 3 ? Optional.of(image) : Optional.empty();
        }
        int side = (int) Math.round(Math.sqrt(input.size()));
        return config.data().sources().source() instanceof Idx && side * side == input.size()
                ? Optional.of(new Image(1, side, side))
                : Optional.empty();
    }

    private void images(ObjectNode json, List<Misprediction> worst, Image image) {
        float min = Float.POSITIVE_INFINITY;
        float max = Float.NEGATIVE_INFINITY;
        for (Misprediction wrong : worst) {
            for (int i = 0; i < wrong.features().length; i++) {
                float value = (float) unscaled(wrong, i);
                min = Math.min(min, value);
                max = Math.max(max, value);
            }
        }
        int step = (Math.max(image.height(), image.width()) + MAX_SIDE_PIXELS - 1) / MAX_SIDE_PIXELS;
        int height = image.height() / step;
        int width = image.width() / step;
        json.put("kind", "images");
        json.put("channels", image.channels());
        json.put("height", height);
        json.put("width", width);
        ArrayNode examples = json.putArray("examples");
        for (Misprediction wrong : worst) {
            byte[] pixels = new byte[image.channels() * height * width];
            int next = 0;
            for (int channel = 0; channel < image.channels(); channel++) {
                for (int y = 0; y < height; y++) {
                    for (int x = 0; x < width; x++) {
                        int at = (channel * image.height() + y * step) * image.width() + x * step;
                        double share = (unscaled(wrong, at) - min) / (max - min);
                        pixels[next++] = (byte) Math.round(MAX_BYTE * share);
                    }
                }
            }
            facts(examples.addObject(), wrong).put("pixels", Base64.getEncoder().encodeToString(pixels));
        }
    }

    private void rows(ObjectNode json, List<Misprediction> worst, List<String> names) {
        List<String> shown = names.subList(0, Math.min(names.size(), MAX_COLUMNS));
        json.put("kind", "rows");
        json.put("columns", names.size());
        shown.forEach(json.putArray("names")::add);
        ArrayNode examples = json.putArray("examples");
        for (Misprediction wrong : worst) {
            ArrayNode values = facts(examples.addObject(), wrong).putArray("values");
            for (int i = 0; i < shown.size(); i++) {
                values.add((float) unscaled(wrong, i));
            }
        }
    }

    private static ObjectNode facts(ObjectNode json, Misprediction wrong) {
        return json.put("target", wrong.target())
                .put("prediction", wrong.prediction())
                .put("confidence", wrong.confidence());
    }

    /** Returns a feature as it was in the table. */
    private double unscaled(Misprediction wrong, int feature) {
        FeatureScaling scaling = data.scaling();
        double scale = scaling.scale(feature);
        return scale == 0 ? scaling.shift(feature) : wrong.features()[feature] / scale + scaling.shift(feature);
    }
}
