package io.kindling.trainer.layer;

import io.kindling.trainer.initializer.FanInUniform;
import io.kindling.trainer.initializer.KaimingUniform;
import io.kindling.trainer.initializer.Normal;
import io.kindling.trainer.layout.Columns;
import io.kindling.trainer.layout.Features;
import io.kindling.trainer.layout.Image;
import io.kindling.trainer.layout.InputColumn;
import io.kindling.trainer.layout.Sequence;
import io.kindling.trainer.layout.Shape;
import io.kindling.trainer.layout.Signal;
import io.kindling.trainer.random.Permutation;
import io.kindling.trainer.random.Purpose;
import io.kindling.trainer.random.RandomStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Layers and inputs for the layer contract tests. Add new layers here; activations with a no-argument constructor are
 * found automatically.
 */
final class LayerExamples {
    /** Activations have kinks at multiples of this value. */
    private static final float CELL = 0.5f;

    private static final float STEP = 0.045f;

    private LayerExamples() {}

    /**
     * A layer and its input shape.
     *
     * @param indexColumns number of leading values per example that are integers from 0 to 2
     */
    record Example(LayerSpec spec, Shape input, int indexColumns) {
        Example(LayerSpec spec, Shape input) {
            this(spec, input, 0);
        }

        /** Whether the output of an example depends on the other examples of its shard or on its position. */
        boolean mixesExamplesInTraining() {
            return spec instanceof BatchNorm1d || spec instanceof BatchNorm2d || spec instanceof Dropout;
        }

        /**
         * Inputs of n examples: all different within 72 values, at least 0.045 apart, and at least 0.06 away from the
         * multiples of 0.5, where activations have their kinks.
         */
        float[] inputs(int n, long seed) {
            Permutation order = new Permutation(RandomStream.of(seed, Purpose.SPLIT), 72);
            float[] x = new float[n * input.size()];
            for (int i = 0; i < x.length; i++) {
                int place = order.at(i % 72);
                boolean index = i % input.size() < indexColumns;
                x[i] = index ? place % 3 : -1.94f + CELL * Math.floorDiv(place, 9) + STEP * (place % 9);
            }
            return x;
        }

        @Override
        public String toString() {
            return spec + " on " + input;
        }
    }

    static Stream<Example> all() {
        List<Example> examples = new ArrayList<>();
        activations(examples);
        denseAndConvolutions(examples);
        pools(examples);
        normalizations(examples);
        composites(examples);
        sequences(examples);
        examples.add(new Example(new Dropout(0.3), new Features(9)));
        examples.add(new Example(new Embedding(3, 4), new Features(2), 2));
        examples.add(new Example(new Flatten(), new Image(2, 3, 2)));
        examples.add(new Example(new Softmax(), new Sequence(2, 4)));
        examples.add(new Example(new LogSoftmax(), new Features(5)));
        examples.add(new Example(new Transpose(), new Signal(3, 4)));
        examples.add(new Example(new Transpose(), new Sequence(3, 4)));
        return examples.stream();
    }

    private static void activations(List<Example> examples) {
        for (Class<?> type : permitted(Activation.class)) {
            try {
                examples.add(new Example((LayerSpec) type.getConstructor().newInstance(), new Features(7)));
            } catch (ReflectiveOperationException e) {
                throw new LinkageError("No example of " + type.getSimpleName(), e);
            }
        }
    }

    private static void denseAndConvolutions(List<Example> examples) {
        examples.add(new Example(new Linear(3), new Features(5)));
        examples.add(new Example(new Linear(3, false, new KaimingUniform(), new FanInUniform()), new Sequence(2, 4)));
        examples.add(new Example(new Conv1d(3, 3), new Signal(2, 6)));
        examples.add(new Example(
                new Conv1d(4, new Window1d(3, 2, 2, 2), 2, false, new Normal(), new FanInUniform()), new Signal(2, 7)));
        examples.add(new Example(new Conv1d(3, 1), new Signal(2, 4)));
        examples.add(new Example(new Conv2d(2, new Extent2(3, 2)), new Image(2, 4, 4)));
        examples.add(new Example(
                new Conv2d(
                        4,
                        new Window2d(new Extent2(2, 3), new Extent2(2, 1), new Extent2(1, 2), new Extent2(1, 2)),
                        2,
                        true,
                        new Normal(),
                        new Normal()),
                new Image(2, 5, 4)));
        examples.add(new Example(new Conv2d(3, new Extent2(1)), new Image(2, 3, 2)));
    }

    private static void pools(List<Example> examples) {
        examples.add(new Example(new MaxPool1d(2), new Signal(2, 5)));
        examples.add(new Example(new MaxPool1d(3, 2, 1, true), new Signal(2, 6)));
        examples.add(new Example(new MaxPool2d(new Extent2(2)), new Image(2, 4, 5)));
        examples.add(new Example(
                new MaxPool2d(new Extent2(3, 2), new Extent2(2, 1), new Extent2(1), true), new Image(1, 6, 4)));
        examples.add(new Example(new AvgPool1d(2), new Signal(2, 5)));
        examples.add(new Example(new AvgPool1d(3, 2, 1, true, false), new Signal(2, 6)));
        examples.add(new Example(new AvgPool2d(new Extent2(2)), new Image(2, 4, 5)));
        examples.add(new Example(
                new AvgPool2d(new Extent2(3, 2), new Extent2(2, 1), new Extent2(1), true, true), new Image(1, 6, 4)));
        examples.add(new Example(new GlobalAvgPool1d(), new Signal(3, 4)));
        examples.add(new Example(new GlobalAvgPool2d(), new Image(3, 2, 2)));
    }

    private static void normalizations(List<Example> examples) {
        examples.add(new Example(new BatchNorm1d(), new Features(4)));
        examples.add(new Example(new BatchNorm1d(1e-3, 0.2, false), new Signal(2, 3)));
        examples.add(new Example(new BatchNorm2d(), new Image(2, 2, 3)));
        examples.add(new Example(new LayerNorm(), new Features(6)));
        examples.add(new Example(new LayerNorm(), new Sequence(2, 5)));
        examples.add(new Example(new LayerNorm(List.of(2, 3), 1e-3, true), new Image(2, 2, 3)));
        examples.add(new Example(new LayerNorm(List.of(), 1e-5, false), new Features(6)));
    }

    private static void composites(List<Example> examples) {
        examples.add(new Example(
                new Residual(List.of(new LayerNorm(), new Linear(4), new Tanh(), new Linear(4))), new Features(4)));
        examples.add(new Example(
                new Residual(List.of(new Residual(List.of(new Linear(3))), new Tanh())), new Sequence(2, 3)));
        examples.add(new Example(
                new Parallel(List.of(
                        new Parallel.Branch(2, List.of(new Embedding(3, 2), new Flatten())),
                        new Parallel.Branch(3),
                        new Parallel.Branch(2, List.of(new Linear(3), new Tanh())))),
                new Features(7),
                2));
        Columns named = new Columns(List.of(new InputColumn("a", 2), new InputColumn("b", 1), new InputColumn("c", 3)));
        examples.add(new Example(
                new Parallel(List.of(
                        new Parallel.Branch(new BranchColumns(List.of("c", "a")), List.of(new Linear(3), new Tanh())),
                        new Parallel.Branch(new BranchColumns(List.of("b"))))),
                named));
    }

    private static void sequences(List<Example> examples) {
        Sequence input = new Sequence(3, 4);
        examples.add(new Example(new Lstm(2), input));
        examples.add(new Example(new Gru(2), input));
        examples.add(new Example(new MultiheadAttention(2), input));
        examples.add(new Example(new PositionalEncoding(), input));
        examples.add(new Example(new MeanOverTime(), input));
    }

    /** The records that a sealed interface permits, through sealed interfaces below it. */
    static List<Class<?>> permitted(Class<?> sealed) {
        List<Class<?>> records = new ArrayList<>();
        for (Class<?> type : sealed.getPermittedSubclasses()) {
            if (type.isSealed()) {
                records.addAll(permitted(type));
            } else {
                records.add(type);
            }
        }
        return records;
    }
}
