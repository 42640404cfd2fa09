package io.kindling.trainer.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.layout.Image;
import io.kindling.trainer.layout.Shape;
import io.kindling.trainer.layout.Signal;
import io.kindling.trainer.random.Purpose;
import io.kindling.trainer.random.RandomStream;
import net.jqwik.api.Assume;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Pooling compared with its definition. */
final class PoolingTest {

    @Property(tries = 200)
    void anyGeometryMatchesTheDefinition(
            @ForAll @IntRange(min = 1, max = 9) int height,
            @ForAll @IntRange(min = 1, max = 9) int width,
            @ForAll @IntRange(min = 1, max = 4) int kernel,
            @ForAll @IntRange(min = 1, max = 4) int stride,
            @ForAll @IntRange(min = 0, max = 2) int padding,
            @ForAll boolean ceilMode,
            @ForAll boolean countIncludePad) {
        Assume.that(2 * padding <= kernel);
        Assume.that(ceilMode || kernel <= Math.min(height, width) + 2 * padding);
        Image input = new Image(2, height, width);
        MaxPool2d max = new MaxPool2d(new Extent2(kernel), new Extent2(stride), new Extent2(padding), ceilMode);
        AvgPool2d mean = new AvgPool2d(
                new Extent2(kernel), new Extent2(stride), new Extent2(padding), ceilMode, countIncludePad);
        Image output = (Image) max.outputShape(input);
        assertThat(mean.outputShape(input)).isEqualTo(output);
        RandomStream random = RandomStream.of(3, Purpose.SPLIT);
        float[] x = new float[2 * input.size()];
        for (int i = 0; i < x.length; i++) {
            x[i] = random.below(i, 5) - 7;
        }
        float[] gotMax = forward(max, input, x);
        float[] gotMean = forward(mean, input, x);
        for (int to = 0; to < gotMax.length; to++) {
            int plane = to / (output.height() * output.width());
            int top = to / output.width() % output.height() * stride - padding;
            int left = to % output.width() * stride - padding;
            float most = Float.NEGATIVE_INFINITY;
            double sum = 0;
            int cells = 0;
            int real = 0;
            for (int iy = top; iy < top + kernel; iy++) {
                for (int ix = left; ix < left + kernel; ix++) {
                    cells += iy < height + padding && ix < width + padding ? 1 : 0;
                    if (iy >= 0 && iy < height && ix >= 0 && ix < width) {
                        real++;
                        sum += x[(plane * height + iy) * width + ix];
                        most = Math.max(most, x[(plane * height + iy) * width + ix]);
                    }
                }
            }
            assertThat(gotMax[to]).isEqualTo(most);
            assertThat((double) gotMean[to]).isCloseTo(sum / (countIncludePad ? cells : real), within(1e-5));
        }
    }

    private static float[] forward(LayerSpec spec, Shape input, float[] x) {
        BoundLayer bound = new BoundLayer(spec, input);
        return bound.forward(bound.evaluation(new float[0], new Workspace()), x, x.length / input.size());
    }

    @Example
    void theFirstMaximumGetsTheGradient() {
        BoundLayer bound = new BoundLayer(new MaxPool2d(new Extent2(2)), new Image(1, 2, 2));
        Pass pass = bound.evaluation(new float[0], new Workspace());
        float[] x = {1, 3, 3, 3};
        float[] y = bound.forward(pass, x, 1);
        assertThat(bound.backward(pass, x, y, new float[] {5}, 1)).containsExactly(0, 5, 0, 0);
    }

    @Example
    void maximumOfInfinitiesAndNaN() {
        float low = Float.NEGATIVE_INFINITY;
        assertThat(forward(new MaxPool1d(2), new Signal(1, 6), new float[] {low, low, Float.NaN, 1, 1, Float.NaN}))
                .containsExactly(low, Float.NaN, Float.NaN);
    }

    @Example
    void twoByTwoWindowsKeepInfinitiesAndNaN() {
        float low = Float.NEGATIVE_INFINITY;
        float negative = Float.intBitsToFloat(0xffc00000);
        float[] x = {low, low, negative, 1, -2, -1, low, low, 2, Float.NaN, -3, -0f};
        assertThat(forward(new MaxPool2d(new Extent2(2)), new Image(1, 2, 6), x))
                .containsExactly(low, Float.NaN, -0f);
        float[] infinite = {Float.POSITIVE_INFINITY, low, low, low, 1, 1, 1, 1};
        assertThat(forward(new MaxPool2d(new Extent2(2)), new Image(1, 2, 4), infinite))
                .containsExactly(Float.POSITIVE_INFINITY, 1);
    }

    @Example
    void incompatibleShapesAreNamed() {
        assertThatThrownBy(() -> new MaxPool2d(new Extent2(3), new Extent2(3), new Extent2(1, 2), false))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("Invalid maxPool2d.padding.width: 2 (must be at most half of kernelSize, 3)");
        assertThatThrownBy(() -> new AvgPool1d(5).outputShape(new Signal(1, 4)))
                .hasMessageEndingWith("to an input of shape [1, 4]; reduce kernelSize");
    }
}
