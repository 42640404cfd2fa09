package io.kindling.driver.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.kindling.driver.TestSpark;
import io.kindling.driver.config.ExperimentConfig;
import io.kindling.driver.data.Fail;
import io.kindling.driver.data.source.Idx;
import io.kindling.driver.run.Experiment;
import io.kindling.driver.run.SavedRun;
import io.kindling.driver.storage.Folder;
import io.kindling.trainer.config.ConfigText;
import io.kindling.trainer.config.Overrides;
import io.kindling.trainer.config.RecordReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Trains the networks of MNIST for one epoch and exports them. ONNX Runtime and {@link Predictor} predict the same
 * digit for every image of the test set.
 */
@EnabledIfSystemProperty(
        named = "mnist",
        matches = ".+",
        disabledReason = "needs MNIST: set -Dmnist=FOLDER to the folder of its four compressed files")
final class MnistExportTest {
    private static final int IMAGES = 10_000;
    private static final int PIXELS = 28 * 28;
    private static final String IMAGE_FILE = "%s/%s-images-idx3-ubyte.gz";
    private static final String LABEL_FILE = "%s/%s-labels-idx1-ubyte.gz";

    @TempDir
    Path folder;

    private static Idx digits(String set) {
        String mnist = Path.of(System.getProperty("mnist")).toAbsolutePath().toString();
        return new Idx(IMAGE_FILE.formatted(mnist, set), LABEL_FILE.formatted(mnist, set));
    }

    private TrainedModel trained(SparkSession spark, String configuration) throws IOException {
        String text = Files.readString(Path.of("../conf", configuration));
        Idx train = digits("train");
        List<String> assignments = List.of(
                "training.epochs=1",
                "data.test=null",
                "data.source.images=" + train.images(),
                "data.source.labels=" + train.labels());
        ExperimentConfig config = RecordReader.read(
                Overrides.apply(ConfigText.parse(text, configuration), assignments, ExperimentConfig.class),
                ExperimentConfig.class,
                configuration);
        Folder run =
                Folder.of(folder.resolve("run").toString(), spark.sparkContext().hadoopConfiguration());
        PrintStream discarded = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        new Experiment(spark, config).train(run, System.nanoTime(), discarded);
        return SavedRun.read(run).model();
    }

    private static List<Row> predicted(SparkSession spark, TrainedModel model) {
        try (Predictor predictor = new Predictor(spark, model, new Fail())) {
            return predictor.transform(digits("t10k").rows(spark)).collectAsList();
        }
    }

    private static float[] pixels(List<Row> rows) {
        FloatBuffer pixels = FloatBuffer.allocate(rows.size() * PIXELS);
        for (Row row : rows) {
            for (byte value : row.<byte[]>getAs("image")) {
                pixels.put(Byte.toUnsignedInt(value));
            }
        }
        return pixels.array();
    }

    private static long[] predictedByOnnxRuntime(TrainedModel model, float[] pixels, long... shape)
            throws OrtException {
        try (OrtSession session = OrtEnvironment.getEnvironment().createSession(model.onnx(Preprocessing.INCLUDED));
                OnnxTensor tensor =
                        OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), FloatBuffer.wrap(pixels), shape);
                OrtSession.Result result = session.run(Map.of("features", tensor))) {
            return (long[]) result.get("prediction").orElseThrow().getValue();
        }
    }

    @ParameterizedTest
    @CsvSource({"mnist.yaml, 784", "mnist-cnn.yaml, 1x28x28"})
    void onnxRuntimePredictsTheSameLabels(String configuration, String shape) throws IOException, OrtException {
        try (SparkSession spark = TestSpark.local(2)) {
            TrainedModel model = trained(spark, configuration);
            List<Row> rows = predicted(spark, model);
            long[] batch = LongStream.concat(
                            LongStream.of(IMAGES),
                            List.of(shape.split("x", -1)).stream().mapToLong(Long::parseLong))
                    .toArray();
            long[] onnxPredictions = predictedByOnnxRuntime(model, pixels(rows), batch);
            long[] kindlingPredictions = rows.stream()
                    .mapToLong(row -> (long) row.<Double>getAs("prediction").doubleValue())
                    .toArray();
            assertThat(onnxPredictions).hasSize(IMAGES).isEqualTo(kindlingPredictions);
            long correct = IntStream.range(0, IMAGES)
                    .filter(i -> rows.get(i).<Integer>getAs("label") == onnxPredictions[i])
                    .count();
            System.out.printf("%s after one epoch: %d of %d correct%n", configuration, correct, IMAGES);
            assertThat(correct).isGreaterThan(9_500);
        }
    }
}
