package io.kindling.trainer.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.initializer.Normal;
import io.kindling.trainer.layout.Features;
import io.kindling.trainer.layout.Image;
import io.kindling.trainer.layout.Slice;
import io.kindling.trainer.random.Purpose;
import io.kindling.trainer.random.RandomStream;
import net.jqwik.api.Assume;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Convolution against its definition, summed in double without patches or blocks. */
final class ConvolutionTest {

    @Property(tries = 150)
    void anyGeometryMatchesTheDefinition(
            @ForAll @IntRange(min = 1, max = 3) int groups,
            @ForAll @IntRange(min = 1, max = 3) int inPerGroup,
            @ForAll @IntRange(min = 1, max = 3) int outPerGroup,
            @ForAll @IntRange(min = 1, max = 7) int height,
            @ForAll @IntRange(min = 1, max = 7) int width,
            @ForAll @IntRange(min = 1, max = 3) int kernel,
            @ForAll @IntRange(min = 1, max = 3) int stride,
            @ForAll @IntRange(min = 0, max = 3) int padding,
            @ForAll @IntRange(min = 1, max = 3) int dilation) {
        int span = (kernel - 1) * dilation + 1;
        Assume.that(span <= height + 2 * padding && span <= width + 2 * padding);
        Conv2d spec = new Conv2d(
                groups * outPerGroup,
                new Window2d(new Extent2(kernel), new Extent2(stride), new Extent2(padding), new Extent2(dilation)),
                groups,
                true,
                new Normal(),
                new Normal());
        assertDefinition(spec, new Image(groups * inPerGroup, height, width), 2);
    }

    /** Sizes for which convolution uses the lowered input. */
    @Property(tries = 60)
    void manyChannelsMatchTheDefinition(
            @ForAll @IntRange(min = 1, max = 2) int groups,
            @ForAll @IntRange(min = 11, max = 13) int inPerGroup,
            @ForAll @IntRange(min = 8, max = 11) int outHeight,
            @ForAll @IntRange(min = 8, max = 11) int outWidth,
            @ForAll @IntRange(min = 2, max = 3) int kernelHeight,
            @ForAll @IntRange(min = 1, max = 2) int strideHeight,
            @ForAll @IntRange(min = 1, max = 2) int strideWidth,
            @ForAll @IntRange(min = 0, max = 2) int padding,
            @ForAll @IntRange(min = 1, max = 2) int dilation) {
        Conv2d spec = new Conv2d(
                3 * groups,
                new Window2d(
                        new Extent2(kernelHeight, 3),
                        new Extent2(strideHeight, strideWidth),
                        new Extent2(padding),
                        new Extent2(dilation)),
                groups,
                true,
                new Normal(),
                new Normal());
        Image input = new Image(
                groups * inPerGroup,
                (outHeight - 1) * strideHeight + dilation * (kernelHeight - 1) + 1 - 2 * Math.min(1, padding),
                (outWidth - 1) * strideWidth + dilation * 2 + 1 - 2 * Math.min(1, padding));
        assertDefinition(spec, input, 2);
    }

    /** 36 lowered taps and 70 columns of outputs: a block holds 13 rows, then the 5 that are left. */
    @Example
    void blocksOfLoweredRowsMatchTheDefinition() {
        Conv2d spec = new Conv2d(
                4,
                new Window2d(new Extent2(3), new Extent2(2), new Extent2(2), new Extent2(2)),
                2,
                true,
                new Normal(),
                new Normal());
        assertDefinition(spec, new Image(24, 139, 139), 2);
    }

    private static Conv2d loweredWithoutBias() {
        return new Conv2d(
                4,
                new Window2d(new Extent2(3, 1), new Extent2(1), new Extent2(0), new Extent2(1)),
                2,
                false,
                new Normal(),
                new Normal());
    }

    @Example
    void columnsOfOneTapWithoutBias() {
        assertDefinition(loweredWithoutBias(), new Image(66, 11, 9), 2);
    }

    @Example
    void earlierPassesDoNotChangeLoweredRows() {
        BoundLayer bound = new BoundLayer(loweredWithoutBias(), new Image(66, 11, 9));
        Workspace used = new Workspace();
        gradient(bound, used, 3, 5);
        assertThat(gradient(bound, used, 2, 7)).isEqualTo(gradient(bound, new Workspace(), 2, 7));
    }

    /** The gradient of the weights after a pass that computes the input gradient and a pass that does not. */
    private static float[] gradient(BoundLayer bound, Workspace workspace, int n, long seed) {
        float[] x = random(n * bound.input().size(), seed);
        float[] dy = random(n * bound.output().size(), seed + 1);
        float[] first = new float[bound.parameters().length];
        Pass pass = bound.evaluation(first, workspace);
        float[] y = bound.forward(pass, x, n);
        bound.backward(pass, x, y, dy, n);
        float[] alone = new float[first.length];
        bound.layer().backward(bound.evaluation(alone, workspace), x, y, dy, null, n);
        assertThat(alone).isEqualTo(first);
        return alone;
    }

    /** 72 taps and 41 columns of outputs: a block holds 22 rows, then the 19 that are left. */
    @Example
    void blocksMatchTheDefinition() {
        Conv2d spec = new Conv2d(
                3,
                new Window2d(new Extent2(3), new Extent2(1), new Extent2(1), new Extent2(1)),
                1,
                true,
                new Normal(),
                new Normal());
        assertDefinition(spec, new Image(8, 41, 41), 2);
    }

    /** With 90 taps and 28 columns, a block has 26 rows and the last block has 2. Lowered rows are stored by remainder. */
    @Example
    void stridedBlocksMatchTheDefinition() {
        Conv2d spec = new Conv2d(
                2,
                new Window2d(new Extent2(3), new Extent2(2), new Extent2(2), new Extent2(2)),
                1,
                true,
                new Normal(),
                new Normal());
        assertDefinition(spec, new Image(10, 55, 55), 2);
    }

    /** 4 x 4 outputs: a block holds several examples, the last one fewer. */
    @Example
    void smallImagesShareABlock() {
        Conv2d spec = new Conv2d(
                4,
                new Window2d(new Extent2(3), new Extent2(2), new Extent2(1), new Extent2(1)),
                2,
                true,
                new Normal(),
                new Normal());
        assertDefinition(spec, new Image(64, 8, 8), 37);
    }

    private static void assertDefinition(Conv2d spec, Image input, int n) {
        BoundLayer bound = new BoundLayer(spec, input);
        Image output = (Image) bound.output();
        float[] x = random(n * input.size(), 1);
        float[] dy = random(n * output.size(), 2);
        float[] gradient = new float[bound.parameters().length];
        Pass pass = bound.evaluation(gradient, new Workspace());
        float[] y = bound.forward(pass, x, n);
        float[] dx = bound.backward(pass, x, y, dy, n);

        double[] wantY = new double[y.length];
        double[] wantDx = new double[dx.length];
        double[] wantGradient = new double[gradient.length];
        Slice weight = bound.parameterLayout().slice("weight");
        Slice bias = spec.bias() ? bound.parameterLayout().slice("bias") : null;
        int inPerGroup = input.channels() / spec.groups();
        int outPerGroup = output.channels() / spec.groups();
        for (int to = 0; to < y.length; to++) {
            int ox = to % output.width();
            int oy = to / output.width() % output.height();
            int channel = to / (output.width() * output.height()) % output.channels();
            int example = to / output.size();
            if (bias != null) {
                wantY[to] += bound.parameters()[bias.offset() + channel];
                wantGradient[bias.offset() + channel] += dy[to];
            }
            for (int tap = 0; tap < weight.length() / output.channels(); tap++) {
                int kx = tap % spec.window().kernelSize().width();
                int ky = tap
                        / spec.window().kernelSize().width()
                        % spec.window().kernelSize().height();
                int c = tap
                        / (spec.window().kernelSize().width()
                                * spec.window().kernelSize().height());
                int ix = ox * spec.window().stride().width()
                        - spec.window().padding().width()
                        + kx * spec.window().dilation().width();
                int iy = oy * spec.window().stride().height()
                        - spec.window().padding().height()
                        + ky * spec.window().dilation().height();
                if (ix < 0 || ix >= input.width() || iy < 0 || iy >= input.height()) {
                    continue;
                }
                int plane = example * input.channels() + channel / outPerGroup * inPerGroup + c;
                int from = (plane * input.height() + iy) * input.width() + ix;
                int w = weight.offset() + channel * weight.length() / output.channels() + tap;
                wantY[to] += (double) bound.parameters()[w] * x[from];
                wantDx[from] += (double) bound.parameters()[w] * dy[to];
                wantGradient[w] += (double) x[from] * dy[to];
            }
        }
        assertClose(y, wantY);
        assertClose(dx, wantDx);
        assertClose(gradient, wantGradient);
    }

    private static void assertClose(float[] got, double[] want) {
        for (int i = 0; i < want.length; i++) {
            assertThat((double) got[i]).as("value " + i).isCloseTo(want[i], within(1e-3 + 1e-4 * Math.abs(want[i])));
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

    @Example
    void incompatibleShapesAreNamed() {
        assertThatThrownBy(() -> new Conv2d(2, new Extent2(5)).outputShape(new Image(1, 4, 9)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("Cannot apply conv2d to an input of shape")
                .hasMessageEndingWith("to an input of shape [1, 4, 9]; reduce kernelSize or increase padding");
        assertThatThrownBy(() -> new Conv2d(2, new Extent2(1)).outputShape(new Features(3)))
                .hasMessageEndingWith("to an input of shape [3]; it requires an image (C, H, W)");
        assertThatThrownBy(() -> new Conv2d(2, new Extent2(3, 0)))
                .hasMessage("Invalid conv2d.kernelSize.width: 0 (must be at least 1)");
        assertThatThrownBy(() -> new Conv1d(3, new Window1d(2, 1, 0, 1), 2, true, new Normal(), new Normal()))
                .hasMessage("Invalid conv1d.groups: 2 (must divide outChannels, which is 3)");
    }
}
