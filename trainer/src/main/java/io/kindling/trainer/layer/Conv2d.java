package io.kindling.trainer.layer;

import io.kindling.trainer.config.Inline;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.initializer.FanInUniform;
import io.kindling.trainer.initializer.Initializer;
import io.kindling.trainer.initializer.KaimingUniform;
import io.kindling.trainer.layout.Dimensions;
import io.kindling.trainer.layout.Image;
import io.kindling.trainer.layout.Role;
import io.kindling.trainer.layout.Shape;
import io.kindling.trainer.layout.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * 2D convolution (cross-correlation) with zero padding: (N, C, H, W) to (N, outChannels, H', W'), on each axis H' =
 * floor((H + 2 padding - dilation (kernelSize - 1) - 1) / stride) + 1. {@code weight} is [outChannels, C / groups,
 * kernel height, kernel width], {@code bias} [outChannels].
 *
 * @param outChannels channels of the output
 * @param window kernel size, stride, padding and dilation
 * @param groups number of groups; each group of input channels connects only to its own group of output channels. Must
 *     divide both channel counts; default 1
 * @param bias whether the layer has a bias; default true
 * @param weightInitializer default as in PyTorch: uniform in +-1/sqrt(fan-in)
 * @param biasInitializer default as in PyTorch: uniform in +-1/sqrt(fan-in)
 */
public record Conv2d(
        int outChannels,
        @Inline Window2d window,
        int groups,
        boolean bias,
        Initializer weightInitializer,
        Initializer biasInitializer)
        implements LayerSpec {
    public Conv2d {
        Dimensions.positive("conv2d.outChannels", outChannels);
        window.validate("conv2d");
        Dimensions.positive("conv2d.groups", groups);
        if (outChannels % groups != 0) {
            throw new ConfigurationException(
                    "Invalid conv2d.groups: " + groups + " (must divide outChannels, which is " + outChannels + ")");
        }
        Objects.requireNonNull(weightInitializer, "weightInitializer");
        Objects.requireNonNull(biasInitializer, "biasInitializer");
    }

    public Conv2d(int outChannels, Extent2 kernelSize) {
        this(outChannels, new Window2d(kernelSize), 1, true, new KaimingUniform(Math.sqrt(5)), new FanInUniform());
    }

    @Override
    public Shape outputShape(Shape input) {
        if (!(input instanceof Image image)) {
            throw LayerSpec.cannotApply(this, input, "it requires an image (C, H, W)");
        }
        if (image.channels() % groups != 0) {
            throw LayerSpec.cannotApply(this, input, "groups must divide the input channels");
        }
        int height = rows(image).out();
        int width = columns(image).out();
        if (height < 1 || width < 1) {
            throw LayerSpec.cannotApply(this, input, "reduce kernelSize or increase padding");
        }
        return new Image(outChannels, height, width);
    }

    private WindowAxis rows(Image input) {
        return WindowAxis.inside(
                input.height(),
                window.kernelSize().height(),
                window.stride().height(),
                window.padding().height(),
                window.dilation().height());
    }

    private WindowAxis columns(Image input) {
        return WindowAxis.inside(
                input.width(),
                window.kernelSize().width(),
                window.stride().width(),
                window.padding().width(),
                window.dilation().width());
    }

    @Override
    public List<Slot> parameters(Shape input) {
        int in = ((Image) input).channels() / groups;
        int taps = window.kernelSize().height() * window.kernelSize().width();
        List<Integer> dimensions = List.of(
                outChannels,
                in,
                window.kernelSize().height(),
                window.kernelSize().width());
        List<Slot> slots = new ArrayList<>();
        slots.add(new Slot("weight", dimensions, Role.WEIGHT, weightInitializer, in * taps, outChannels * taps));
        if (bias) {
            slots.add(
                    new Slot("bias", List.of(outChannels), Role.BIAS, biasInitializer, in * taps, outChannels * taps));
        }
        return slots;
    }

    @Override
    public Layer bind(Binding binding) {
        Image input = (Image) binding.input();
        return ConvolutionLayer.of(
                binding,
                new Patches(input.channels(), groups, rows(input), columns(input)),
                outChannels,
                binding.parameter("weight"),
                bias ? binding.parameter("bias") : null);
    }

    @Override
    public String export(OnnxScope scope, String x) {
        List<String> inputs = new ArrayList<>(List.of(x, scope.parameter("weight")));
        if (bias) {
            inputs.add(scope.parameter("bias"));
        }
        Image image = (Image) scope.input();
        return scope.node("Conv", inputs, ConvolutionLayer.attributes(groups, rows(image), columns(image)));
    }
}
