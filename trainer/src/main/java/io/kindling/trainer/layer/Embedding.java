package io.kindling.trainer.layer;

import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.DataException;
import io.kindling.trainer.initializer.Initializer;
import io.kindling.trainer.initializer.Normal;
import io.kindling.trainer.initializer.ZeroRow;
import io.kindling.trainer.layout.Columns;
import io.kindling.trainer.layout.Dimensions;
import io.kindling.trainer.layout.InputColumn;
import io.kindling.trainer.layout.Role;
import io.kindling.trainer.layout.Sequence;
import io.kindling.trainer.layout.Shape;
import io.kindling.trainer.layout.Slice;
import io.kindling.trainer.layout.Slot;
import io.kindling.trainer.onnx.ElementType;
import io.kindling.trainer.onnx.OnnxAttribute;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Embedding: looks up a row of {@code weight}, [numEmbeddings, embeddingDim], for each index: (N, T) to (N, T,
 * embeddingDim). Indices are integers stored as floats; they get no gradient.
 *
 * @param numEmbeddings number of rows. Indices are 0 to numEmbeddings - 1; the maximum of 2^24 keeps them exact as
 *     floats. Default 0: the number of categories of the input column
 * @param embeddingDim length of a row
 * @param paddingIdx row of zeros that is not trained; -1, the default, for none
 * @param weightInitializer default as in PyTorch: normal with mean 0 and standard deviation 1
 */
public record Embedding(int numEmbeddings, int embeddingDim, int paddingIdx, Initializer weightInitializer)
        implements LayerSpec {
    private static final int MAX_EMBEDDINGS = 1 << 24;
    private static final int NO_PADDING = -1;
    private static final int MAX_SHOWN = 12;

    public Embedding {
        Dimensions.atLeast(0, "embedding.numEmbeddings", numEmbeddings);
        Dimensions.positive("embedding.embeddingDim", embeddingDim);
        if (numEmbeddings > MAX_EMBEDDINGS) {
            throw new ConfigurationException("Invalid embedding.numEmbeddings: " + numEmbeddings
                    + " (a float represents integers exactly up to " + MAX_EMBEDDINGS + ")");
        }
        if (paddingIdx < NO_PADDING) {
            throw invalidPadding(paddingIdx, numEmbeddings);
        }
        if (numEmbeddings > 0) {
            requireRow(paddingIdx, numEmbeddings);
        }
        Objects.requireNonNull(weightInitializer, "weightInitializer");
    }

    public Embedding(int numEmbeddings, int embeddingDim) {
        this(numEmbeddings, embeddingDim, NO_PADDING, new Normal());
    }

    /** Creates an embedding with one row per category of the input column. */
    public Embedding(int embeddingDim) {
        this(0, embeddingDim, NO_PADDING, new Normal());
    }

    private static void requireRow(int paddingIdx, int rows) {
        if (paddingIdx >= rows) {
            throw invalidPadding(paddingIdx, rows);
        }
    }

    private static ConfigurationException invalidPadding(int paddingIdx, int rows) {
        return new ConfigurationException("Invalid embedding.paddingIdx: " + paddingIdx
                + " (must be -1 for none, or a row from 0 to " + (rows - 1) + ")");
    }

    @Override
    public Shape outputShape(Shape input) {
        if (!input.isVector()) {
            throw LayerSpec.cannotApply(this, input, "it requires a vector of indices");
        }
        requireRow(paddingIdx, rows(input));
        return new Sequence(input.size(), embeddingDim);
    }

    /** Number of rows for an input shape. */
    int rows(Shape input) {
        List<InputColumn> columns = input instanceof Columns named ? named.columns() : List.of();
        if (numEmbeddings == 0) {
            if (columns.size() != 1 || columns.get(0).categories() == 0) {
                throw LayerSpec.cannotApply(
                        this,
                        input,
                        "without numEmbeddings it requires one categorical column, such as a column of the rules index or"
                                + " hash, but the input is "
                                + (columns.isEmpty() ? "without names" : String.join(", ", ((Columns) input).names()))
                                + "; set numEmbeddings, or give each column its own branch");
            }
            return columns.get(0).categories();
        }
        return numEmbeddings;
    }

    @Override
    public List<Slot> parameters(Shape input) {
        int rows = rows(input);
        Initializer initializer =
                paddingIdx == NO_PADDING ? weightInitializer : new ZeroRow(weightInitializer, paddingIdx, embeddingDim);
        return List.of(new Slot("weight", List.of(rows, embeddingDim), Role.WEIGHT, initializer, embeddingDim, rows));
    }

    @Override
    public Layer bind(Binding binding) {
        return new Bound(binding.input(), rows(binding.input()), embeddingDim, paddingIdx, binding.parameter("weight"));
    }

    /** ONNX truncates a fractional index, which this layer rejects. ONNX also rejects an index that is too large. */
    @Override
    public String export(OnnxScope scope, String x) {
        String indices = scope.node("Cast", List.of(x), OnnxAttribute.integer("to", ElementType.LONG.number()));
        return scope.node("Gather", List.of(scope.parameter("weight"), indices));
    }

    private record Bound(Shape input, int indices, int rows, int dim, int paddingIdx, Slice weight) implements Layer {
        Bound(Shape input, int rows, int dim, int paddingIdx, Slice weight) {
            this(input, input.size(), rows, dim, paddingIdx, weight);
        }

        @Override
        public void forward(Pass pass, float[] x, float[] y, int n) {
            for (int i = 0; i < n * indices; i++) {
                System.arraycopy(pass.parameters(), weight.offset() + row(x, i) * dim, y, i * dim, dim);
            }
        }

        @Override
        public void backward(Pass pass, float[] x, float[] y, float[] dy, float[] dx, int n) {
            float[] gradient = pass.gradient();
            for (int i = 0; i < n * indices; i++) {
                int row = row(x, i);
                if (row != paddingIdx) {
                    int to = weight.offset() + row * dim;
                    for (int j = 0; j < dim; j++) {
                        gradient[to + j] += dy[i * dim + j];
                    }
                }
            }
            if (dx != null) {
                Arrays.fill(dx, 0, n * indices, 0f);
            }
        }

        private int row(float[] x, int at) {
            float index = x[at];
            int row = (int) index;
            if (row != index || row < 0 || row >= rows) {
                throw new DataException("Invalid embedding index: " + index + " in " + place(at % indices)
                        + " of example " + example(x, at / indices) + " (must be an integer from 0 to "
                        + (rows - 1) + "; indices must not be scaled)");
            }
            return row;
        }

        private String place(int number) {
            return input instanceof Columns columns
                    ? "column " + columns.columnOf(number).name()
                    : "position " + number;
        }

        /** The indices of one example, to find its row in the data. */
        private String example(float[] x, int example) {
            int shown = Math.min(indices, MAX_SHOWN);
            String text = Arrays.toString(Arrays.copyOfRange(x, example * indices, example * indices + shown));
            return shown == indices ? text : text.replace("]", ", ...]");
        }
    }
}
