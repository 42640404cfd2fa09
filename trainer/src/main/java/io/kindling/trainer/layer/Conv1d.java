package io.kindling.trainer.layer;

import io.kindling.trainer.config.Inline;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.initializer.FanInUniform;
import io.kindling.trainer.initializer.Initializer;
import io.kindling.trainer.initializer.KaimingUniform;
import io.kindling.trainer.layout.Dimensions;
import io.kindling.trainer.layout.Role;
import io.kindling.trainer.layout.Shape;
import io.kindling.trainer.layout.Signal;
import io.kindling.trainer.layout.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * 1D convolution (cross-correlation) with zero padding: (N, C, L) to (N, outChannels, L'), L' = floor((L + 2 padding -
 * dilation (kernelSize - 1) - 1) / stride) + 1. {@code weight} is [outChannels, C / groups, kernelSize], {@code bias}
 * [outChannels].
 *
 * @param outChannels channels of the output
 * @param window kernel size, stride, padding and dilation
 * @param groups number of groups; each group of input channels connects only to its own group of output channels. Must
 *     divide both channel counts; default 1
 * @param bias whether the layer has a bias; default true
 * @param weightInitializer default as in PyTorch: uniform in +-1/sqrt(fan-in)
 * @param biasInitializer default as in PyTorch: uniform in +-1/sqrt(fan-in)
 */
public record Conv1d(
        int outChannels,
        @Inline Window1d window,
        int groups,
        boolean bias,
        Initializer weightInitializer,
        Initializer biasInitializer)
        implements LayerSpec {
    public Conv1d {
        Dimensions.positive("conv1d.outChannels", outChannels);
        window.validate("conv1d");
        Dimensions.positive("conv1d.groups", groups);
        if (outChannels % groups != 0) {
            throw new ConfigurationException(
                    "Invalid conv1d.groups: " + groups + " (must divide outChannels, which is " + outChannels + ")");
        }
        Objects.requireNonNull(weightInitializer, "weightInitializer");
        Objects.requireNonNull(biasInitializer, "biasInitializer");
    }

    public Conv1d(int outChannels, int kernelSize) {
        this(outChannels, new Window1d(kernelSize), 1, true, new KaimingUniform(Math.sqrt(5)), new FanInUniform());
    }

    @Override
    public Shape outputShape(Shape input) {
        if (!(input instanceof Signal signal)) {
            throw LayerSpec.cannotApply(this, input, "it requires a signal (C, L)");
        }
        if (signal.channels() % groups != 0) {
            throw LayerSpec.cannotApply(this, input, "groups must divide the input channels");
        }
        int length = window(signal).out();
        if (length < 1) {
            throw LayerSpec.cannotApply(this, input, "reduce kernelSize or increase padding");
        }
        return new Signal(outChannels, length);
    }

    private WindowAxis window(Signal input) {
        return WindowAxis.inside(
                input.length(), window.kernelSize(), window.stride(), window.padding(), window.dilation());
    }

    @Override
    public List<Slot> parameters(Shape input) {
        int in = ((Signal) input).channels() / groups;
        int fanIn = in * window.kernelSize();
        int fanOut = outChannels * window.kernelSize();
        List<Slot> slots = new ArrayList<>();
        slots.add(new Slot(
                "weight",
                List.of(outChannels, in, window.kernelSize()),
                Role.WEIGHT,
                weightInitializer,
                fanIn,
                fanOut));
        if (bias) {
            slots.add(new Slot("bias", List.of(outChannels), Role.BIAS, biasInitializer, fanIn, fanOut));
        }
        return slots;
    }

    @Override
    public Layer bind(Binding binding) {
        Signal input = (Signal) binding.input();
        return ConvolutionLayer.of(
                binding,
                new Patches(input.channels(), groups, WindowAxis.SINGLE, window(input)),
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
        return scope.node("Conv", inputs, ConvolutionLayer.attributes(groups, window((Signal) scope.input())));
    }
}
