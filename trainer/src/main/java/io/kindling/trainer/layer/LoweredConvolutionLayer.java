package io.kindling.trainer.layer;

import io.kindling.trainer.layout.Slice;
import io.kindling.trainer.math.Gemm.Operand;
import java.util.Arrays;

/**
 * Runtime of a convolution with many channels. It lowers the input along the columns only (Cho and Brand, "MEC:
 * memory-efficient convolution", 2017), which copies a fraction of the values of {@link ConvolutionLayer}. Each row of
 * taps is a matrix product over its lowered rows. A block is one example, or some output rows of a large example.
 */
final class LoweredConvolutionLayer implements Layer {
    /** Minimum taps per product; below, a product over several rows of taps is faster. */
    private static final int MIN_DEPTH = 32;
    /** Minimum output positions; below, a product over several examples is faster. */
    private static final int MIN_PLANE = 64;
    /** Floats of lowered rows per block: 128 KiB, so that they and their gradients fit into the L2 cache. */
    private static final int BLOCK_VALUES = 1 << 15;

    private static final int LOWERED = Workspace.FIRST_FREE_SLOT;
    private static final int WEIGHTS = LOWERED + 1;
    private static final int WEIGHT_GRADIENTS = WEIGHTS + 1;

    private final int id;
    private final Patches patches;
    private final int outChannels;
    private final int outPerGroup;
    private final Slice weight;
    private final Slice bias;
    private final int tapRows;
    private final int tapColumns;
    private final int depth;
    private final int blockRows;

    /**
     * Creates a runtime. Supports every convolution.
     *
     * @param bias null without a bias
     */
    LoweredConvolutionLayer(int id, Patches patches, int outChannels, Slice weight, Slice bias) {
        this.id = id;
        this.patches = patches;
        this.outChannels = outChannels;
        this.outPerGroup = outChannels / patches.groups();
        this.weight = weight;
        this.bias = bias;
        this.tapRows = patches.rows().kernel();
        this.tapColumns = patches.columns().kernel();
        this.depth = patches.loweredTaps();
        this.blockRows = blockRows(patches);
    }

    private static int blockRows(Patches patches) {
        int width = patches.columns().out();
        int rows = Math.max(MIN_PLANE / width, BLOCK_VALUES / (patches.loweredTaps() * width));
        return Math.min(patches.rows().out(), Math.max(1, rows));
    }

    /**
     * Whether this runtime is faster. It is not if the products are small, or if stride or dilation lowers more rows
     * than the windows read.
     */
    static boolean suits(Patches patches) {
        int rows = blockRows(patches);
        long copiedByPatches =
                (long) patches.rows().kernel() * rows * patches.columns().out();
        return patches.rows().kernel() > 1
                && patches.loweredTaps() >= MIN_DEPTH
                && patches.outputPlane() >= MIN_PLANE
                && patches.loweredValues(rows) <= copiedByPatches;
    }

    @Override
    public void forward(Pass pass, float[] x, float[] y, int n) {
        float[] weights = weights(pass);
        for (int example = 0; example < n; example++) {
            for (int first = 0; first < patches.rows().out(); first += blockRows) {
                int end = Math.min(patches.rows().out(), first + blockRows);
                for (int group = 0; group < patches.groups(); group++) {
                    forward(pass, x, y, weights, example, group, first, end);
                }
            }
        }
    }

    private void forward(Pass pass, float[] x, float[] y, float[] weights, int example, int group, int first, int end) {
        int columns = columns(first, end);
        int at = place(example, group, first);
        for (int i = 0; i < outPerGroup; i++) {
            float value = bias == null ? 0f : pass.parameters()[bias.offset() + group * outPerGroup + i];
            int from = at + i * patches.outputPlane();
            Arrays.fill(y, from, from + columns, value);
        }
        int pitch = patches.loweredValues(end - first);
        float[] lowered = lowered(pass);
        patches.lower(x, example, group, first, end, lowered);
        for (int ky = 0; ky < tapRows; ky++) {
            pass.gemm()
                    .multiply(
                            Operand.TRANSPOSED,
                            Operand.PLAIN,
                            outPerGroup,
                            columns,
                            depth,
                            1f,
                            weights,
                            tapRow(group, ky),
                            outPerGroup,
                            lowered,
                            patches.loweredStart(ky, end - first),
                            pitch,
                            1f,
                            y,
                            at,
                            patches.outputPlane());
        }
    }

    @Override
    public void backward(Pass pass, float[] x, float[] y, float[] dy, float[] dx, int n) {
        if (bias != null) {
            ConvolutionLayer.addBiasGradient(dy, n, outChannels, patches.outputPlane(), pass.gradient(), bias);
        }
        if (dx != null) {
            Arrays.fill(dx, 0, n * patches.channels() * patches.inputPlane(), 0f);
        }
        float[] weights = weights(pass);
        float[] dWeights = pass.workspace().floats(id, WEIGHT_GRADIENTS, values());
        Arrays.fill(dWeights, 0, values(), 0f);
        for (int example = 0; example < n; example++) {
            for (int first = 0; first < patches.rows().out(); first += blockRows) {
                int end = Math.min(patches.rows().out(), first + blockRows);
                for (int group = 0; group < patches.groups(); group++) {
                    addWeightGradients(pass, x, dy, dWeights, example, group, first, end);
                    if (dx != null) {
                        addInputGradients(pass, weights, dy, dx, example, group, first, end);
                    }
                }
            }
        }
        addByTap(dWeights, pass.gradient());
    }

    private void addWeightGradients(
            Pass pass, float[] x, float[] dy, float[] dWeights, int example, int group, int first, int end) {
        int pitch = patches.loweredValues(end - first);
        float[] lowered = lowered(pass);
        patches.lower(x, example, group, first, end, lowered);
        for (int ky = 0; ky < tapRows; ky++) {
            pass.gemm()
                    .multiply(
                            Operand.PLAIN,
                            Operand.TRANSPOSED,
                            depth,
                            outPerGroup,
                            columns(first, end),
                            1f,
                            lowered,
                            patches.loweredStart(ky, end - first),
                            pitch,
                            dy,
                            place(example, group, first),
                            patches.outputPlane(),
                            1f,
                            dWeights,
                            tapRow(group, ky),
                            outPerGroup);
        }
    }

    private void addInputGradients(
            Pass pass, float[] weights, float[] dy, float[] dx, int example, int group, int first, int end) {
        int pitch = patches.loweredValues(end - first);
        float[] lowered = lowered(pass);
        Arrays.fill(lowered, 0, depth * pitch, 0f);
        for (int ky = 0; ky < tapRows; ky++) {
            pass.gemm()
                    .multiply(
                            Operand.PLAIN,
                            Operand.PLAIN,
                            depth,
                            columns(first, end),
                            outPerGroup,
                            1f,
                            weights,
                            tapRow(group, ky),
                            outPerGroup,
                            dy,
                            place(example, group, first),
                            patches.outputPlane(),
                            1f,
                            lowered,
                            patches.loweredStart(ky, end - first),
                            pitch);
        }
        patches.addLowered(lowered, example, group, first, end, dx);
    }

    /**
     * The weights by row of taps, transposed: (groups, kernel height, channels per group * kernel width, outPerGroup),
     * the layout with the fastest products.
     */
    private float[] weights(Pass pass) {
        float[] weights = pass.workspace().floats(id, WEIGHTS, values());
        int to = 0;
        for (int row = 0; row < patches.groups() * tapRows; row++) {
            for (int tap = 0; tap < depth; tap++) {
                int from = parameter(row, tap);
                for (int out = 0; out < outPerGroup; out++) {
                    weights[to++] = pass.parameters()[from + out * patches.taps()];
                }
            }
        }
        return weights;
    }

    /** The inverse of {@link #weights}, for gradients. */
    private void addByTap(float[] dWeights, float[] gradient) {
        int from = 0;
        for (int row = 0; row < patches.groups() * tapRows; row++) {
            for (int tap = 0; tap < depth; tap++) {
                int to = parameter(row, tap);
                for (int out = 0; out < outPerGroup; out++) {
                    gradient[to + out * patches.taps()] += dWeights[from++];
                }
            }
        }
    }

    /** Index of a weight of the first output of a group. */
    private int parameter(int row, int tap) {
        int group = row / tapRows;
        int ky = row % tapRows;
        int channel = tap / tapColumns;
        int kx = tap % tapColumns;
        return weight.offset() + group * outPerGroup * patches.taps() + (channel * tapRows + ky) * tapColumns + kx;
    }

    private int values() {
        return outChannels * patches.taps();
    }

    private int tapRow(int group, int ky) {
        return (group * tapRows + ky) * depth * outPerGroup;
    }

    private float[] lowered(Pass pass) {
        return pass.workspace().floats(id, LOWERED, depth * patches.loweredValues(blockRows));
    }

    private int columns(int first, int end) {
        return (end - first) * patches.columns().out();
    }

    /** Offset of an output row in the first channel of a group. */
    private int place(int example, int group, int row) {
        return (example * outChannels + group * outPerGroup) * patches.outputPlane()
                + row * patches.columns().out();
    }
}
