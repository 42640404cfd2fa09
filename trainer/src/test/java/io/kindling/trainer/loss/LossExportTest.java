package io.kindling.trainer.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtException;
import io.kindling.trainer.onnx.ElementType;
import io.kindling.trainer.onnx.OnnxGraph;
import io.kindling.trainer.onnx.OnnxRun;
import io.kindling.trainer.random.Purpose;
import io.kindling.trainer.random.RandomStream;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Predictions of every loss that {@link LossFunction} permits are the same in ONNX Runtime. */
final class LossExportTest {
    private static final int ROWS = 23;
    private static final int COLUMNS = 4;

    static Stream<LossFunction> losses() {
        return LossContractTest.losses().stream();
    }

    @ParameterizedTest
    @MethodSource("losses")
    void matchesOnnxRuntime(LossFunction loss) throws OrtException {
        OnnxGraph graph = new OnnxGraph("loss");
        String predictions = loss.exportPredictions(graph, graph.input("x", List.of(COLUMNS)));
        graph.output(predictions, "y", ElementType.FLOAT, List.of(COLUMNS));
        RandomStream random = RandomStream.of(1, Purpose.INITIALIZATION);
        float[] x = new float[ROWS * COLUMNS];
        for (int i = 0; i < x.length; i++) {
            x[i] = loss instanceof Bce ? random.uniform(i) : 8 * random.uniform(i) - 4;
        }
        float[] ours = new float[x.length];
        loss.predictions(x, ROWS, COLUMNS, ours);
        try (OnnxRun run = new OnnxRun(graph.bytes("test", Map.of()))) {
            float[] theirs = run.floats("y", "x", List.of(COLUMNS), x, ROWS);
            assertThat(theirs).hasSameSizeAs(ours);
            for (int i = 0; i < ours.length; i++) {
                assertThat(theirs[i]).isCloseTo(ours[i], within(1e-5f * Math.max(1f, Math.abs(ours[i]))));
            }
        }
    }
}
