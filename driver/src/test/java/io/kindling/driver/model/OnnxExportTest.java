package io.kindling.driver.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.kindling.trainer.data.FeatureScaling;
import io.kindling.trainer.error.StorageException;
import io.kindling.trainer.layer.BatchNorm2d;
import io.kindling.trainer.layer.Conv2d;
import io.kindling.trainer.layer.Extent2;
import io.kindling.trainer.layer.Flatten;
import io.kindling.trainer.layer.LayerSpec;
import io.kindling.trainer.layer.Linear;
import io.kindling.trainer.layer.LogSoftmax;
import io.kindling.trainer.layer.MaxPool2d;
import io.kindling.trainer.layer.Pass;
import io.kindling.trainer.layer.Relu;
import io.kindling.trainer.layer.Sigmoid;
import io.kindling.trainer.layer.Tanh;
import io.kindling.trainer.layer.Workspace;
import io.kindling.trainer.layout.Features;
import io.kindling.trainer.layout.Image;
import io.kindling.trainer.loss.Bce;
import io.kindling.trainer.loss.BceWithLogits;
import io.kindling.trainer.loss.CrossEntropy;
import io.kindling.trainer.loss.LossFunction;
import io.kindling.trainer.loss.Mse;
import io.kindling.trainer.loss.MulticlassHinge;
import io.kindling.trainer.loss.Nll;
import io.kindling.trainer.loss.PoissonNll;
import io.kindling.trainer.math.Backend;
import io.kindling.trainer.network.Network;
import io.kindling.trainer.network.NetworkSpec;
import io.kindling.trainer.random.Purpose;
import io.kindling.trainer.random.RandomStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compares names, shapes and predictions of exported models in ONNX Runtime with {@link Predictor}. */
final class OnnxExportTest {
    private static final int ROWS = 64;
    private static final int FEATURES = 3;

    private static TrainedModel model(LossFunction loss, int outputs) {
        List<LayerSpec> layers = switch (loss.getClass().getSimpleName()) {
            case "Bce" -> List.of(new Linear(5), new Tanh(), new Linear(outputs), new Sigmoid());
            case "Nll" -> List.of(new Linear(5), new Tanh(), new Linear(outputs), new LogSoftmax());
            default -> List.of(new Linear(5), new Tanh(), new Linear(outputs));
        };
        NetworkSpec spec = new NetworkSpec(new Features(FEATURES), layers);
        FeatureScaling scaling = new FeatureScaling(new double[] {1e6 + 0.1, -2, 0}, new double[] {1 / 3.0, 0.25, 0.7});
        return new TrainedModel(spec, loss, Network.of(spec).initialize(3), List.of("a", "b", "c"), scaling);
    }

    private static float[] inputs() {
        RandomStream random = RandomStream.of(7, Purpose.SPLIT);
        float[] x = new float[ROWS * FEATURES];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) (random.uniform(i) * 40 - 20 + (i % FEATURES == 0 ? 1e6 : 0));
        }
        return x;
    }

    /** Returns predictions computed without ONNX. */
    private static float[] expected(TrainedModel model, float[] x) {
        return expected(model, x, ROWS);
    }

    private static float[] expected(TrainedModel model, float[] x, int n) {
        Network network = Network.of(model.network());
        float[] scaled = x.clone();
        model.scaling().apply(scaled, n);
        Pass pass = Pass.evaluation(
                model.state().parameters(),
                model.state().buffers(),
                new Workspace(),
                Backend.ofThisJvm().gemm());
        int columns = network.output().size();
        float[] predictions = new float[n * columns];
        model.loss().predictions(network.forward(pass, scaled, n), n, columns, predictions);
        return predictions;
    }

    private static OrtSession session(TrainedModel model, Preprocessing preprocessing) throws OrtException {
        return OrtEnvironment.getEnvironment().createSession(model.onnx(preprocessing));
    }

    private static OrtSession.Result run(OrtSession session, float[] x) throws OrtException {
        OnnxTensor tensor = OnnxTensor.createTensor(
                OrtEnvironment.getEnvironment(), FloatBuffer.wrap(x), new long[] {ROWS, FEATURES});
        return session.run(Map.of("features", tensor));
    }

    private static Object value(OrtSession.Result result, String name) throws OrtException {
        return result.get(name).orElseThrow().getValue();
    }

    private static void assertClose(float[][] actual, float[] expected, int columns) {
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i / columns][i % columns]).isCloseTo(expected[i], within(1e-5f));
        }
    }

    @Test
    void classifiersHaveLogitsProbabilitiesAndPrediction() throws OrtException {
        for (LossFunction loss : List.of(new CrossEntropy(), new Nll())) {
            TrainedModel model = model(loss, 4);
            float[] x = inputs();
            float[] expected = expected(model, x);
            try (OrtSession session = session(model, Preprocessing.INCLUDED);
                    OrtSession.Result result = run(session, x)) {
                assertThat(session.getOutputNames()).containsExactly("logits", "probabilities", "prediction");
                assertClose((float[][]) value(result, "probabilities"), expected, 4);
                long[] prediction = (long[]) value(result, "prediction");
                for (int i = 0; i < ROWS; i++) {
                    for (int c = 0; c < 4; c++) {
                        assertThat(expected[4 * i + (int) prediction[i]]).isGreaterThanOrEqualTo(expected[4 * i + c]);
                    }
                }
            }
        }
    }

    @Test
    void binaryLabelHasTwoProbabilities() throws OrtException {
        for (LossFunction loss : List.of(new BceWithLogits(), new Bce())) {
            TrainedModel model = model(loss, 1);
            float[] x = inputs();
            float[] expected = expected(model, x);
            try (OrtSession session = session(model, Preprocessing.INCLUDED);
                    OrtSession.Result result = run(session, x)) {
                float[][] probabilities = (float[][]) value(result, "probabilities");
                long[] prediction = (long[]) value(result, "prediction");
                for (int i = 0; i < ROWS; i++) {
                    assertThat(probabilities[i][1]).isCloseTo(expected[i], within(1e-5f));
                    assertThat(probabilities[i][0]).isCloseTo(1 - expected[i], within(1e-5f));
                    assertThat(prediction[i]).isEqualTo(expected[i] >= 0.5 ? 1 : 0);
                }
                assertThat(prediction).contains(0, 1);
            }
        }
    }

    @Test
    void multiLabelHasOneProbabilityPerLabel() throws OrtException {
        TrainedModel model = model(new BceWithLogits(), 3);
        float[] x = inputs();
        try (OrtSession session = session(model, Preprocessing.INCLUDED);
                OrtSession.Result result = run(session, x)) {
            assertClose((float[][]) value(result, "probabilities"), expected(model, x), 3);
            assertThat(((long[][]) value(result, "prediction"))[0]).hasSize(3);
        }
    }

    @Test
    void scoresAreNotProbabilities() throws OrtException {
        try (OrtSession session = session(model(new MulticlassHinge(), 4), Preprocessing.INCLUDED)) {
            assertThat(session.getOutputNames()).containsExactly("logits", "prediction");
        }
    }

    @Test
    void regressionHasPredictionsOnly() throws OrtException {
        for (LossFunction loss : List.of(new Mse(), new PoissonNll())) {
            TrainedModel model = model(loss, 2);
            float[] x = inputs();
            try (OrtSession session = session(model, Preprocessing.INCLUDED);
                    OrtSession.Result result = run(session, x)) {
                assertThat(session.getOutputNames()).containsExactly("prediction");
                assertClose((float[][]) value(result, "prediction"), expected(model, x), 2);
            }
        }
    }

    @Test
    void scalingCanBeExcluded() throws OrtException {
        TrainedModel model = model(new Mse(), 2);
        float[] x = inputs();
        float[] expected = expected(model, x);
        model.scaling().apply(x, ROWS);
        try (OrtSession session = session(model, Preprocessing.EXCLUDED);
                OrtSession.Result result = run(session, x)) {
            assertClose((float[][]) value(result, "prediction"), expected, 2);
        }
    }

    @Test
    void fileHasMetadata() throws OrtException {
        try (OrtSession session = session(model(new CrossEntropy(), 3), Preprocessing.INCLUDED)) {
            TensorInfo features =
                    (TensorInfo) session.getInputInfo().get("features").getInfo();
            assertThat(features.getShape()).containsExactly(-1, FEATURES);
            assertThat(features.getDimensionNames()[0]).isEqualTo("batch");
            assertThat(session.getMetadata().getProducerName()).isEqualTo("kindling");
            assertThat(session.getMetadata().getCustomMetadata())
                    .containsEntry("featureColumns", "[\"a\",\"b\",\"c\"]")
                    .containsEntry("classLabels", "[0,1,2]")
                    .containsEntry("preprocessing", "included")
                    .containsEntry("task", "multiclass");
        }
    }

    @Test
    void onnxRuntimePredictsTheSameDigits() throws IOException, OrtException {
        List<LayerSpec> layers = List.of(
                new Conv2d(6, new Extent2(3)),
                new BatchNorm2d(),
                new Relu(),
                new MaxPool2d(new Extent2(2)),
                new Flatten(),
                new Linear(10));
        NetworkSpec spec = new NetworkSpec(new Image(1, 8, 8), layers);
        TrainedModel model = new TrainedModel(
                spec,
                new CrossEntropy(),
                Network.of(spec).initialize(1),
                List.of("pixels"),
                FeatureScaling.by(64, 1 / 16.0));
        float[] x = digits();
        int n = x.length / 64;
        float[] expected = expected(model, x, n);
        try (OrtSession session = session(model, Preprocessing.INCLUDED);
                OnnxTensor tensor = OnnxTensor.createTensor(
                        OrtEnvironment.getEnvironment(), FloatBuffer.wrap(x), new long[] {n, 1, 8, 8});
                OrtSession.Result result = session.run(Map.of("features", tensor))) {
            long[] prediction = (long[]) value(result, "prediction");
            assertThat(prediction).hasSize(1797).isEqualTo(largest(expected, n));
        }
    }

    private static long[] largest(float[] predictions, int n) {
        long[] classes = new long[n];
        for (int i = 0; i < n; i++) {
            for (int c = 1; c < 10; c++) {
                if (predictions[10 * i + c] > predictions[10 * i + (int) classes[i]]) {
                    classes[i] = c;
                }
            }
        }
        return classes;
    }

    private static float[] digits() throws IOException {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(Path.of("../conf/data/digits.csv.gz")))) {
            List<String> lines = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            float[] pixels = new float[lines.size() * 64];
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] = Float.parseFloat(lines.get(i / 64).split(",", -1)[i % 64]);
            }
            return pixels;
        }
    }

    @Test
    void existingFileIsNotReplaced(@TempDir Path folder) {
        String path = folder.resolve("model.onnx").toString();
        TrainedModel model = model(new Mse(), 1);
        model.exportOnnx(path);
        assertThat(folder.resolve("model.onnx")).hasBinaryContent(model.onnx(Preprocessing.INCLUDED));
        assertThatThrownBy(() -> model.exportOnnx(path))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("the file exists");
    }
}
