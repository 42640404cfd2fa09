package io.kindling.trainer.layer;

import io.kindling.trainer.layout.Slice;
import io.kindling.trainer.math.Gemm.Operand;
import io.kindling.trainer.onnx.OnnxAttribute;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Runtime of convolutions for which {@link LoweredConvolutionLayer} is slower: matrix products of the weights with
 * {@link Patches}. A block is one example, whose products are written directly to the output; or some rows of a large
 * example, so that patches stay in cache; or several small examples, so that the weights are read once for all of them.
 */
final class ConvolutionLayer implements Layer {
    /** Floats of patches per block: 256 KiB, which fit into the L2 cache. */
    private static final int BLOCK_VALUES = 1 << 16;
    /**
     * Minimum columns of a product. Narrower products are bound by reads of the weights; wider products are not faster.
     */
    private static final int MIN_BLOCK_COLUMNS = 64;

    private static final int PATCHES = Workspace.FIRST_FREE_SLOT;
    private static final int OUTPUTS = PATCHES + 1;
    private static final int LOWERED = OUTPUTS + 1;
    private static final int RUN = LOWERED + 1;

    private final int id;
    private final Patches patches;
    private final int outChannels;
    private final int outPerGroup;
    private final Slice weight;
    private final Slice bias;
    private final int blockExamples;
    private final int blockRows;

    private ConvolutionLayer(int id, Patches patches, int outChannels, Slice weight, Slice bias) {
        this.id = id;
        this.patches = patches;
        this.outChannels = outChannels;
        this.outPerGroup = outChannels / patches.groups();
        this.weight = weight;
        this.bias = bias;
        int rows = patches.rows().out();
        int width = patches.columns().out();
        this.blockExamples = (MIN_BLOCK_COLUMNS + rows * width - 1) / (rows * width);
        int columns = Math.max(MIN_BLOCK_COLUMNS, BLOCK_VALUES / patches.taps());
        this.blockRows = blockExamples > 1 ? rows : Math.min(rows, Math.max(1, columns / width));
    }

    /**
     * Returns the fastest runtime for a convolution.
     *
     * @param bias null without a bias
     */
    static Layer of(Binding binding, Patches patches, int outChannels, Slice weight, Slice bias) {
        if (patches.areInput()) {
            return new PointwiseConvolutionLayer(patches, outChannels, weight, bias);
        }
        return LoweredConvolutionLayer.suits(patches)
                ? new LoweredConvolutionLayer(binding.id(), patches, outChannels, weight, bias)
                : new ConvolutionLayer(binding.id(), patches, outChannels, weight, bias);
    }

    /** Attributes of the ONNX operator Conv for these axes. */
    static List<OnnxAttribute> attributes(int groups, WindowAxis... axes) {
        List<OnnxAttribute> attributes = new ArrayList<>(WindowAxis.attributes(axes));
        attributes.add(OnnxAttribute.integers(
                "dilations", Arrays.stream(axes).mapToInt(WindowAxis::dilation).toArray()));
        attributes.add(OnnxAttribute.integer("group", groups));
        return attributes;
    }

    @Override
    public void forward(Pass pass, float[] x, float[] y, int n) {
        for (int from = 0; from < n; from += blockExamples) {
            int to = Math.min(n, from + blockExamples);
            for (int first = 0; first < patches.rows().out(); first += blockRows) {
                int end = Math.min(patches.rows().out(), first + blockRows);
                for (int group = 0; group < patches.groups(); group++) {
                    forward(pass, x, y, group, from, to, first, end);
                }
            }
        }
    }

    /**
     * Computes output rows {@code [first, end)} of the examples {@code [from, to)}. With several examples, the range
     * covers all rows.
     */
    private void forward(Pass pass, float[] x, float[] y, int group, int from, int to, int first, int end) {
        int columns = columns(from, to, first, end);
        boolean inPlace = to - from == 1;
        float[] outputs = inPlace ? y : outputs(pass, columns);
        int at = inPlace ? place(from, group, first) : 0;
        int pitch = inPlace ? patches.outputPlane() : columns;
        for (int i = 0; i < outPerGroup; i++) {
            float value = bias == null ? 0f : pass.parameters()[bias.offset() + group * outPerGroup + i];
            Arrays.fill(outputs, at + i * pitch, at + i * pitch + columns, value);
        }
        pass.gemm()
                .multiply(
                        Operand.PLAIN,
                        Operand.PLAIN,
                        outPerGroup,
                        columns,
                        patches.taps(),
                        1f,
                        pass.parameters(),
                        weights(group),
                        patches.taps(),
                        gather(pass, x, group, from, to, first, end),
                        0,
                        columns,
                        1f,
                        outputs,
                        at,
                        pitch);
        if (!inPlace) {
            put(outputs, group, from, to, y);
        }
    }

    @Override
    public void backward(Pass pass, float[] x, float[] y, float[] dy, float[] dx, int n) {
        if (bias != null) {
            addBiasGradient(dy, n, outChannels, patches.outputPlane(), pass.gradient(), bias);
        }
        if (dx != null) {
            Arrays.fill(dx, 0, n * patches.channels() * patches.inputPlane(), 0f);
        }
        for (int from = 0; from < n; from += blockExamples) {
            int to = Math.min(n, from + blockExamples);
            for (int first = 0; first < patches.rows().out(); first += blockRows) {
                int end = Math.min(patches.rows().out(), first + blockRows);
                for (int group = 0; group < patches.groups(); group++) {
                    backward(pass, x, dy, dx, group, from, to, first, end);
                }
            }
        }
    }

    private void backward(
            Pass pass, float[] x, float[] dy, float[] dx, int group, int from, int to, int first, int end) {
        int columns = columns(from, to, first, end);
        boolean inPlace = to - from == 1;
        float[] dOutputs = inPlace ? dy : take(dy, group, from, to, outputs(pass, columns));
        int at = inPlace ? place(from, group, first) : 0;
        int pitch = inPlace ? patches.outputPlane() : columns;
        pass.gemm()
                .multiply(
                        Operand.PLAIN,
                        Operand.TRANSPOSED,
                        outPerGroup,
                        patches.taps(),
                        columns,
                        1f,
                        dOutputs,
                        at,
                        pitch,
                        gather(pass, x, group, from, to, first, end),
                        0,
                        columns,
                        1f,
                        pass.gradient(),
                        weights(group),
                        patches.taps());
        if (dx == null) {
            return;
        }
        float[] block = block(pass, columns);
        pass.gemm()
                .multiply(
                        Operand.TRANSPOSED,
                        Operand.PLAIN,
                        patches.taps(),
                        columns,
                        outPerGroup,
                        1f,
                        pass.parameters(),
                        weights(group),
                        patches.taps(),
                        dOutputs,
                        at,
                        pitch,
                        0f,
                        block,
                        0,
                        columns);
        scatter(pass, block, group, from, to, first, end, dx);
    }

    private float[] gather(Pass pass, float[] x, int group, int from, int to, int first, int end) {
        int columns = columns(from, to, first, end);
        float[] block = block(pass, columns);
        float[] lowered = lowered(pass, LOWERED);
        for (int example = from; example < to; example++) {
            int at = (example - from) * patches.outputPlane();
            patches.gather(x, example, group, first, end, block, at, columns, lowered);
        }
        return block;
    }

    private void scatter(Pass pass, float[] block, int group, int from, int to, int first, int end, float[] dx) {
        int columns = columns(from, to, first, end);
        float[] lowered = lowered(pass, LOWERED);
        float[] run = lowered(pass, RUN);
        for (int example = from; example < to; example++) {
            int at = (example - from) * patches.outputPlane();
            patches.scatter(block, at, columns, example, group, first, end, dx, lowered, run);
        }
    }

    private int columns(int from, int to, int first, int end) {
        return (to - from) * (end - first) * patches.columns().out();
    }

    private float[] block(Pass pass, int columns) {
        return pass.workspace().floats(id, PATCHES, patches.taps() * columns);
    }

    private float[] outputs(Pass pass, int columns) {
        return pass.workspace().floats(id, OUTPUTS, outPerGroup * columns);
    }

    private float[] lowered(Pass pass, int slot) {
        return pass.workspace().floats(id, slot, patches.loweredValues(blockRows));
    }

    private int weights(int group) {
        return weight.offset() + group * outPerGroup * patches.taps();
    }

    /** Offset of an output row in the first channel of a group. */
    private int place(int example, int group, int row) {
        return (example * outChannels + group * outPerGroup) * patches.outputPlane()
                + row * patches.columns().out();
    }

    /** Copies (outPerGroup, columns) to {@code y}. */
    private void put(float[] outputs, int group, int from, int to, float[] y) {
        int plane = patches.outputPlane();
        for (int example = from; example < to; example++) {
            for (int i = 0; i < outPerGroup; i++) {
                int at = (i * (to - from) + example - from) * plane;
                System.arraycopy(outputs, at, y, place(example, group, 0) + i * plane, plane);
            }
        }
    }

    /** Copies {@code dy} to (outPerGroup, columns) and returns that array. */
    private float[] take(float[] dy, int group, int from, int to, float[] dOutputs) {
        int plane = patches.outputPlane();
        for (int example = from; example < to; example++) {
            for (int i = 0; i < outPerGroup; i++) {
                int at = (i * (to - from) + example - from) * plane;
                System.arraycopy(dy, place(example, group, 0) + i * plane, dOutputs, at, plane);
            }
        }
        return dOutputs;
    }

    /** Adds the sum of the planes of each channel in {@code dy}, (n, channels, plane), to its bias gradient. */
    static void addBiasGradient(float[] dy, int n, int channels, int plane, float[] gradient, Slice bias) {
        for (int channel = 0; channel < channels; channel++) {
            double sum = 0;
            for (int example = 0; example < n; example++) {
                int from = (example * channels + channel) * plane;
                sum += Reductions.sum(dy, from, from + plane);
            }
            gradient[bias.offset() + channel] += (float) sum;
        }
    }
}
