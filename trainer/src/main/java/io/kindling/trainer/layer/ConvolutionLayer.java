package io.kindling.trainer.layer;

import io.kindling.trainer.layout.Slice;
import io.kindling.trainer.math.Gemm.Operand;
import io.kindling.trainer.onnx.OnnxAttribute;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Runtime of Conv1d and Conv2d: matrix products of the weights with {@link Patches}. A block of output rows is worked on at a time, small enough that
 * its patches stay in cache and, where images are small, holding several examples, so that the weights are not fetched anew for each.
 */
final class ConvolutionLayer implements Layer {
    /** Floats of patches in a block: 256 KB, within the second-level cache. */
    private static final int BLOCK_VALUES = 1 << 16;
    /** Narrower products than this waste their reads of the weights. */
    private static final int LEAST_BLOCK_COLUMNS = 128;

    private static final int PATCHES = Workspace.FIRST_FREE_SLOT;
    private static final int OUTPUTS = PATCHES + 1;

    private final int id;
    private final Patches patches;
    private final int outChannels;
    private final int outPerGroup;
    private final Slice weight;
    private final Slice bias;
    private final int blockRows;

    private ConvolutionLayer(int id, Patches patches, int outChannels, Slice weight, Slice bias) {
        this.id = id;
        this.patches = patches;
        this.outChannels = outChannels;
        this.outPerGroup = outChannels / patches.groups();
        this.weight = weight;
        this.bias = bias;
        int columns = Math.max(LEAST_BLOCK_COLUMNS, BLOCK_VALUES / patches.taps());
        this.blockRows = Math.max(1, columns / patches.columns().out());
    }

    /**
     * The fitting runtime.
     *
     * @param bias null when there is none
     */
    static Layer of(Binding binding, Patches patches, int outChannels, Slice weight, Slice bias) {
        return patches.areInput()
                ? new PointwiseConvolutionLayer(patches, outChannels, weight, bias)
                : new ConvolutionLayer(binding.id(), patches, outChannels, weight, bias);
    }

    /** How the operator Conv of ONNX is told of these axes. */
    static List<OnnxAttribute> attributes(int groups, WindowAxis... axes) {
        List<OnnxAttribute> attributes = new ArrayList<>(WindowAxis.attributes(axes));
        attributes.add(OnnxAttribute.integers(
                "dilations", Arrays.stream(axes).mapToInt(WindowAxis::dilation).toArray()));
        attributes.add(OnnxAttribute.integer("group", groups));
        return attributes;
    }

    @Override
    public void forward(Pass pass, float[] x, float[] y, int n) {
        float[] parameters = pass.parameters();
        int taps = patches.taps();
        int rows = n * patches.rows().out();
        int blockColumns = Math.min(blockRows, rows) * patches.columns().out();
        float[] block = pass.workspace().floats(id, PATCHES, taps * blockColumns);
        float[] outputs = pass.workspace().floats(id, OUTPUTS, outPerGroup * blockColumns);
        for (int first = 0; first < rows; first += blockRows) {
            int end = Math.min(first + blockRows, rows);
            int columns = (end - first) * patches.columns().out();
            for (int group = 0; group < patches.groups(); group++) {
                int weights = weight.offset() + group * outPerGroup * taps;
                patches.gather(x, group, first, end, block);
                pass.gemm()
                        .multiply(
                                Operand.PLAIN,
                                Operand.PLAIN,
                                outPerGroup,
                                columns,
                                taps,
                                1f,
                                parameters,
                                weights,
                                taps,
                                block,
                                0,
                                columns,
                                0f,
                                outputs,
                                0,
                                columns);
                putOutputs(outputs, group, first, end, parameters, y);
            }
        }
    }

    @Override
    public void backward(Pass pass, float[] x, float[] y, float[] dy, float[] dx, int n) {
        float[] parameters = pass.parameters();
        float[] gradient = pass.gradient();
        int taps = patches.taps();
        int rows = n * patches.rows().out();
        int blockColumns = Math.min(blockRows, rows) * patches.columns().out();
        float[] block = pass.workspace().floats(id, PATCHES, taps * blockColumns);
        float[] dOutputs = pass.workspace().floats(id, OUTPUTS, outPerGroup * blockColumns);
        if (bias != null) {
            addBiasGradient(dy, n, outChannels, patches.outputPlane(), gradient, bias);
        }
        if (dx != null) {
            Arrays.fill(dx, 0, n * patches.channels() * patches.inputPlane(), 0f);
        }
        for (int first = 0; first < rows; first += blockRows) {
            int end = Math.min(first + blockRows, rows);
            int columns = (end - first) * patches.columns().out();
            for (int group = 0; group < patches.groups(); group++) {
                int weights = weight.offset() + group * outPerGroup * taps;
                takeOutputs(dy, group, first, end, dOutputs);
                patches.gather(x, group, first, end, block);
                pass.gemm()
                        .multiply(
                                Operand.PLAIN,
                                Operand.TRANSPOSED,
                                outPerGroup,
                                taps,
                                columns,
                                1f,
                                dOutputs,
                                0,
                                columns,
                                block,
                                0,
                                columns,
                                1f,
                                gradient,
                                weights,
                                taps);
                if (dx != null) {
                    pass.gemm()
                            .multiply(
                                    Operand.TRANSPOSED,
                                    Operand.PLAIN,
                                    taps,
                                    columns,
                                    outPerGroup,
                                    1f,
                                    parameters,
                                    weights,
                                    taps,
                                    dOutputs,
                                    0,
                                    columns,
                                    0f,
                                    block,
                                    0,
                                    columns);
                    patches.scatter(block, group, first, end, dx);
                }
            }
        }
    }

    /** From (outPerGroup, columns of the block) to the places in {@code y}, with the bias. */
    private void putOutputs(float[] outputs, int group, int first, int end, float[] parameters, float[] y) {
        int height = patches.rows().out();
        int width = patches.columns().out();
        int from = 0;
        for (int channel = group * outPerGroup; channel < (group + 1) * outPerGroup; channel++) {
            float shift = bias == null ? 0f : parameters[bias.offset() + channel];
            for (int row = first; row < end; ) {
                int example = row / height;
                int count = (Math.min(end, (example + 1) * height) - row) * width;
                int to = ((example * outChannels + channel) * height + row % height) * width;
                for (int i = 0; i < count; i++) {
                    y[to + i] = outputs[from + i] + shift;
                }
                from += count;
                row += count / width;
            }
        }
    }

    /** From the places in {@code dy} to (outPerGroup, columns of the block). */
    private void takeOutputs(float[] dy, int group, int first, int end, float[] dOutputs) {
        int height = patches.rows().out();
        int width = patches.columns().out();
        int to = 0;
        for (int channel = group * outPerGroup; channel < (group + 1) * outPerGroup; channel++) {
            for (int row = first; row < end; ) {
                int example = row / height;
                int count = (Math.min(end, (example + 1) * height) - row) * width;
                int from = ((example * outChannels + channel) * height + row % height) * width;
                System.arraycopy(dy, from, dOutputs, to, count);
                to += count;
                row += count / width;
            }
        }
    }

    /** Adds to the bias gradient of each channel the sum of its planes in {@code dy}, (n, channels, plane). */
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
