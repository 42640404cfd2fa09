package io.kindling.trainer.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtException;
import io.kindling.trainer.layer.LayerExamples.Example;
import io.kindling.trainer.layout.Features;
import io.kindling.trainer.layout.Image;
import io.kindling.trainer.layout.Sequence;
import io.kindling.trainer.layout.Signal;
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

/** Every layer that {@link LayerSpec} permits gives the same outputs in ONNX Runtime. */
final class LayerExportTest {
    private static final int N = 5;

    /** The layers of the contract, and settings that change the nodes of a layer. */
    static Stream<Example> examples() {
        Sequence sequence = new Sequence(4, 6);
        Stream<Example> settings = Stream.of(
                new Example(new Gelu(Gelu.Approximation.TANH), new Features(7)),
                new Example(new Softplus(2, 1), new Features(7)),
                new Example(new Hardtanh(-0.5, 1.2), new Features(7)),
                new Example(new LeakyRelu(0.3), new Sequence(2, 3)),
                new Example(new Elu(0.4), new Image(1, 2, 3)),
                new Example(new Linear(5), sequence),
                new Example(new Lstm(3, 3, true, RecurrentOutput.SEQUENCE), sequence),
                new Example(new Lstm(3, 2, true, RecurrentOutput.LAST), sequence),
                new Example(new Lstm(3, 2, false, RecurrentOutput.LAST), sequence),
                new Example(new Gru(3, 3, true, RecurrentOutput.SEQUENCE), sequence),
                new Example(new Gru(3, 2, true, RecurrentOutput.LAST), sequence),
                new Example(new MultiheadAttention(3, true, false), sequence),
                new Example(new Softmax(), new Features(4)),
                new Example(new LogSoftmax(), sequence),
                new Example(new LayerNorm(List.of(4, 6), 1e-2, false), sequence),
                new Example(new AvgPool1d(3, 2, 1, false, false), new Signal(2, 7)),
                new Example(new AvgPool1d(4, 3, 2, true, true), new Signal(1, 8)),
                new Example(new AvgPool1d(2, 5, 0, true, true), new Signal(1, 8)),
                new Example(
                        new AvgPool2d(new Extent2(3), new Extent2(2), new Extent2(1), true, false), new Image(2, 6, 5)),
                new Example(new MaxPool1d(2, 5, 1, true), new Signal(1, 8)),
                new Example(new Residual(List.of(new BatchNorm2d(), new Relu())), new Image(2, 3, 3)),
                new Example(
                        new Parallel(List.of(
                                new Parallel.Branch(1, List.of(new Embedding(3, 4))),
                                new Parallel.Branch(1, List.of(new Embedding(3, 2), new MeanOverTime())),
                                new Parallel.Branch(3, List.of(new Linear(2), new BatchNorm1d())))),
                        new Features(5),
                        2));
        return Stream.concat(LayerExamples.all(), settings);
    }

    @ParameterizedTest
    @MethodSource("examples")
    void matchesOnnxRuntime(Example example) throws OrtException {
        BoundLayer bound = new BoundLayer(example.spec(), example.input());
        randomize(bound.parameters(), 1);
        randomize(bound.buffers(), 2);
        OnnxGraph graph = new OnnxGraph("layer");
        OnnxScope scope = OnnxScope.root(
                graph,
                example.input(),
                bound.parameterLayout(),
                bound.parameters(),
                bound.bufferLayout(),
                bound.buffers());
        String y = example.spec().export(scope, graph.input("x", example.input().dimensions()));
        graph.output(y, "y", ElementType.FLOAT, bound.output().dimensions());
        try (OnnxRun run = new OnnxRun(graph.bytes("test", Map.of()))) {
            for (int n = 1; n <= N; n += N - 1) {
                float[] x = example.inputs(n, n);
                float[] theirs = run.floats("y", "x", example.input().dimensions(), x, n);
                float[] ours = bound.forward(bound.evaluation(null, new Workspace()), x, n);
                assertThat(theirs).hasSize(ours.length);
                for (int i = 0; i < ours.length; i++) {
                    assertThat(theirs[i])
                            .as("output " + i)
                            .isCloseTo(ours[i], within(1e-5f * Math.max(1f, Math.abs(ours[i]))));
                }
            }
        }
    }

    /** Values in [0.2, 1.2), so that variances are positive; weights have random signs. */
    private static void randomize(float[] values, int seed) {
        RandomStream random = RandomStream.of(seed, Purpose.INITIALIZATION);
        for (int i = 0; i < values.length; i++) {
            float size = (float) (0.2 + random.uniform(i));
            values[i] = seed == 1 && random.uniform(values.length + i) < 0.5 ? -size : size;
        }
    }
}
