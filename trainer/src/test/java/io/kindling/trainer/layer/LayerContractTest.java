package io.kindling.trainer.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.layer.LayerExamples.Example;
import io.kindling.trainer.layout.Features;
import io.kindling.trainer.layout.Image;
import io.kindling.trainer.layout.Role;
import io.kindling.trainer.layout.Sequence;
import io.kindling.trainer.layout.Shape;
import io.kindling.trainer.layout.Signal;
import io.kindling.trainer.layout.Slot;
import io.kindling.trainer.math.JavaGemm;
import io.kindling.trainer.random.Purpose;
import io.kindling.trainer.random.RandomStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Contract of every layer that {@link LayerSpec} permits. */
final class LayerContractTest {
    private static final int N = 3;
    private static final long SEED = 5;

    static Stream<Example> examples() {
        return LayerExamples.all();
    }

    @Test
    void everyLayerHasAnExample() {
        List<Class<?>> tried = LayerExamples.all()
                .<Class<?>>map(e -> e.spec().getClass())
                .distinct()
                .toList();
        assertThat(tried).containsExactlyInAnyOrderElementsOf(LayerExamples.permitted(LayerSpec.class));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void gradientIsTheSlopeInTraining(Example example) {
        assertSlopes(new Run(example), Mode.TRAINING);
    }

    @ParameterizedTest
    @MethodSource("examples")
    void gradientIsTheSlopeInEvaluation(Example example) {
        assertSlopes(new Run(example), Mode.EVALUATION);
    }

    private static void assertSlopes(Run run, Mode mode) {
        run.backward(mode, run.forward(mode));
        for (int i = 0; i < run.x.length; i++) {
            if (i % run.bound.input().size() < run.example.indexColumns()) {
                assertThat(run.dx[i]).as("gradient of an index").isZero();
            } else {
                assertSlope("input " + i, run, mode, run.x, i, run.dx[i]);
            }
        }
        for (int i = 0; i < run.gradient.length; i++) {
            assertSlope("parameter " + i, run, mode, run.bound.parameters(), i, run.gradient[i]);
        }
    }

    /** Central differences with Richardson's extrapolation, so the step can be large compared with float rounding. */
    private static void assertSlope(String what, Run run, Mode mode, float[] values, int i, float gradient) {
        double wide = slope(run, mode, values, i, 0.04f);
        double narrow = slope(run, mode, values, i, 0.02f);
        double slope = (4 * narrow - wide) / 3;
        assertThat((double) gradient).as(what).isCloseTo(slope, within(1e-3 + 2e-3 * Math.abs(slope)));
    }

    private static double slope(Run run, Mode mode, float[] values, int i, float step) {
        float kept = values[i];
        values[i] = kept + step;
        double above = run.scalar(mode);
        double width = values[i];
        values[i] = kept - step;
        double below = run.scalar(mode);
        width -= values[i];
        values[i] = kept;
        return (above - below) / width;
    }

    @ParameterizedTest
    @MethodSource("examples")
    void gradientIsAddedAndOutputsAreOverwritten(Example example) {
        Run once = new Run(example);
        once.backward(Mode.TRAINING, once.forward(Mode.TRAINING));
        Run added = new Run(example);
        Arrays.fill(added.gradient, 100f);
        added.backward(Mode.TRAINING, added.forward(Mode.TRAINING));
        for (int i = 0; i < once.gradient.length; i++) {
            assertThat(added.gradient[i]).isCloseTo(100f + once.gradient[i], within(1e-4f));
        }
        Run untouched = new Run(example);
        assertThat(once.dx).isEqualTo(added.dx).doesNotContain(Float.NaN);
        assertThat(once.x).isEqualTo(untouched.x);
        assertThat(once.dy).isEqualTo(untouched.dy);
        assertThat(once.bound.parameters()).isEqualTo(untouched.bound.parameters());
        assertThat(once.bound.buffers()).isEqualTo(untouched.bound.buffers());
    }

    @ParameterizedTest
    @MethodSource("examples")
    void inputGradientIsOptional(Example example) {
        Run with = new Run(example);
        with.backward(Mode.TRAINING, with.forward(Mode.TRAINING));
        Run without = new Run(example);
        Pass pass = without.pass(Mode.TRAINING);
        float[] y = without.bound.forward(pass, without.x, N);
        without.bound.layer().backward(pass, without.x, y, without.dy, null, N);
        assertThat(without.gradient).isEqualTo(with.gradient);
    }

    @ParameterizedTest
    @MethodSource("examples")
    void examplesAreIndependent(Example example) {
        for (Mode mode : Mode.values()) {
            if (mode == Mode.TRAINING && example.mixesExamplesInTraining()) {
                continue;
            }
            Run run = new Run(example);
            float[] together = run.bound.forward(run.pass(mode), run.x, N);
            int inputs = run.bound.input().size();
            int outputs = run.bound.output().size();
            for (int i = 0; i < N; i++) {
                float[] one = Arrays.copyOfRange(run.x, i * inputs, (i + 1) * inputs);
                float[] alone = new Run(example).bound.forward(new Run(example).pass(mode), one, 1);
                assertThat(alone)
                        .containsExactly(Arrays.copyOfRange(together, i * outputs, (i + 1) * outputs), within(1e-5f));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void arraysCanBeLongerThanTheirExamples(Example example) {
        Run exact = new Run(example);
        float[] y = exact.forward(Mode.TRAINING);
        exact.backward(Mode.TRAINING, y);
        Run longer = new Run(example);
        Pass pass = longer.pass(Mode.TRAINING);
        float[] longX = padded(longer.x);
        float[] longY = padded(new float[y.length]);
        float[] longDx = padded(new float[longX.length - 4]);
        longer.bound.layer().forward(pass, longX, longY, N);
        longer.bound.layer().backward(pass, longX, longY, padded(longer.dy), longDx, N);
        assertThat(longY).isEqualTo(padded(y));
        assertThat(longDx).isEqualTo(padded(exact.dx));
        assertThat(longer.gradient).isEqualTo(exact.gradient);
    }

    private static float[] padded(float[] values) {
        float[] longer = Arrays.copyOf(values, values.length + 4);
        Arrays.fill(longer, values.length, longer.length, 1234f);
        return longer;
    }

    @ParameterizedTest
    @MethodSource("examples")
    void aWorkspaceIsReusableForFewerExamples(Example example) {
        Run fresh = new Run(example);
        float[] y = fresh.forward(Mode.TRAINING);
        fresh.backward(Mode.TRAINING, y);
        Run used = new Run(example);
        float[] many = example.inputs(N + 4, 77);
        float[] dMany = random((N + 4) * used.bound.output().size(), 78);
        Pass pass = used.pass(Mode.TRAINING);
        used.bound.backward(pass, many, used.bound.forward(pass, many, N + 4), dMany, N + 4);
        Arrays.fill(used.gradient, 0f);
        used.bound.backward(pass, many, used.bound.forward(pass, many, 0), dMany, 0);
        assertThat(used.gradient).as("gradient of no examples").isEqualTo(new float[used.gradient.length]);
        assertThat(used.forward(Mode.TRAINING)).isEqualTo(y);
        used.backward(Mode.TRAINING, y);
        assertThat(used.dx).isEqualTo(fresh.dx);
        assertThat(used.gradient).isEqualTo(fresh.gradient);
    }

    @ParameterizedTest
    @MethodSource("examples")
    void evaluationHasNoRandomness(Example example) {
        Run run = new Run(example);
        float[] first = run.forward(Mode.EVALUATION);
        Pass plain = Pass.evaluation(run.bound.parameters(), run.bound.buffers(), new Workspace(), new JavaGemm());
        assertThat(run.bound.forward(plain, run.x, N)).isEqualTo(first).doesNotContain(Float.NaN);
    }

    @ParameterizedTest
    @MethodSource("examples")
    void oneInstanceIsThreadSafe(Example example) throws Exception {
        Run expected = new Run(example);
        expected.backward(Mode.TRAINING, expected.forward(Mode.TRAINING));
        BoundLayer shared = expected.bound;
        CyclicBarrier start = new CyclicBarrier(2);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Future<Run>> runs = Stream.of(1, 2)
                    .map(i -> threads.submit(() -> {
                        Run run = new Run(example, shared);
                        start.await();
                        for (int round = 0; round < 20; round++) {
                            Arrays.fill(run.gradient, 0f);
                            run.backward(Mode.TRAINING, run.forward(Mode.TRAINING));
                        }
                        return run;
                    }))
                    .toList();
            for (Future<Run> run : runs) {
                assertThat(run.get().gradient).isEqualTo(expected.gradient);
                assertThat(run.get().dx).isEqualTo(expected.dx);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void slotsHaveUniqueNamesAndMatchingRoles(Example example) {
        List<Slot> parameters = example.spec().parameters(example.input());
        List<Slot> buffers = example.spec().buffers(example.input());
        assertThat(Stream.concat(parameters.stream(), buffers.stream()))
                .extracting(Slot::name)
                .doesNotHaveDuplicates();
        assertThat(parameters).extracting(Slot::role).doesNotContain(Role.BUFFER);
        assertThat(buffers).extracting(Slot::role).allMatch(Role.BUFFER::equals);
    }

    /** Any other shape is either accepted or rejected with one clear error before binding. */
    @ParameterizedTest
    @MethodSource("examples")
    void otherShapesAreAcceptedOrRejected(Example example) {
        for (Shape shape : List.of(new Features(11), new Signal(5, 2), new Sequence(1, 13), new Image(5, 1, 1))) {
            try {
                example.spec().outputShape(shape);
            } catch (ConfigurationException e) {
                assertThat(e)
                        .hasMessageStartingWith("Cannot apply ")
                        .hasMessageContaining(" to an input of shape " + shape.dimensions())
                        .hasMessageMatching(".*; .+");
                continue;
            }
            if (example.indexColumns() == 0) {
                Run run = new Run(new Example(example.spec(), shape));
                run.backward(Mode.TRAINING, run.forward(Mode.TRAINING));
                assertThat(run.dx).doesNotContain(Float.NaN);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void specificationIsSerializable(Example example) throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(example.spec());
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertThat(in.readObject()).isEqualTo(example.spec());
        }
    }

    private static float[] random(int length, long seed) {
        RandomStream stream = RandomStream.of(seed, Purpose.SPLIT);
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) stream.gaussian(i);
        }
        return values;
    }

    /** A layer with parameter values, N inputs and an upstream gradient. */
    private static final class Run {
        private final Example example;
        private final BoundLayer bound;
        private final float[] x;
        private final float[] dy;
        private final float[] gradient;
        private final Workspace workspace = new Workspace();
        private float[] dx;

        Run(Example example) {
            this(example, numbered(example));
        }

        Run(Example example, BoundLayer bound) {
            this.example = example;
            this.bound = bound;
            this.x = example.inputs(N, SEED);
            this.dy = random(N * bound.output().size(), SEED + 1);
            this.gradient = new float[bound.parameters().length];
        }

        /** Parameters and buffers with random values instead of the initial 0 and 1. */
        private static BoundLayer numbered(Example example) {
            BoundLayer bound = new BoundLayer(example.spec(), example.input());
            float[] parameterNoise = random(bound.parameters().length, SEED + 2);
            for (int i = 0; i < parameterNoise.length; i++) {
                bound.parameters()[i] += 0.2f * parameterNoise[i];
            }
            float[] bufferNoise = random(bound.buffers().length, SEED + 3);
            for (int i = 0; i < bufferNoise.length; i++) {
                bound.buffers()[i] += 0.3f * Math.abs(bufferNoise[i]);
            }
            return bound;
        }

        private Pass pass(Mode mode) {
            return mode == Mode.TRAINING
                    ? bound.training(gradient, bound.newMoments(), SEED, workspace)
                    : bound.evaluation(gradient, workspace);
        }

        private float[] forward(Mode mode) {
            return bound.forward(pass(mode), x, N);
        }

        private void backward(Mode mode, float[] y) {
            dx = bound.backward(pass(mode), x, y, dy, N);
        }

        /** Sum of y dy. */
        private double scalar(Mode mode) {
            float[] y = forward(mode);
            double sum = 0;
            for (int i = 0; i < y.length; i++) {
                sum += (double) y[i] * dy[i];
            }
            return sum;
        }
    }
}
