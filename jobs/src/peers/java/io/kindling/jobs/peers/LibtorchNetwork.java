package io.kindling.jobs.peers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.BatchNorm1dImpl;
import org.bytedeco.pytorch.BatchNormOptions;
import org.bytedeco.pytorch.Conv2dImpl;
import org.bytedeco.pytorch.Conv2dOptions;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** A libtorch network for MNIST with the same layers as the configurations {@code conf/mnist*.yaml}. */
final class LibtorchNetwork {
    private static final String CONVOLUTIONS = "cnn";
    private static final String REGULARIZED = "batchNormDropout:";
    private static final double DROPOUT = 0.5;

    private final List<Module> modules = new ArrayList<>();
    private final List<UnaryOperator<Tensor>> layers = new ArrayList<>();
    private boolean training;

    /**
     * Creates a network.
     *
     * @param model {@code 784-128-10} for a perceptron with ReLU between its layers,
     *     {@code batchNormDropout:784-512-512-10} for a perceptron with batch normalization before each ReLU and
     *     dropout 0.5 after it, {@code cnn} for the network of {@code conf/mnist-cnn.yaml}
     */
    static LibtorchNetwork of(String model) {
        LibtorchNetwork network = new LibtorchNetwork();
        if (model.equals(CONVOLUTIONS)) {
            network.addConvolutions();
        } else if (model.matches("(" + REGULARIZED + ")?784(-\\d+)*-10")) {
            network.addPerceptron(model.startsWith(REGULARIZED), sizes(model.replace(REGULARIZED, "")));
        } else {
            throw new IllegalArgumentException("Invalid MODEL: " + model
                    + " (must be cnn, layer sizes such as 784-128-10, or " + REGULARIZED + "784-512-512-10)");
        }
        return network;
    }

    /** Parses layer sizes such as {@code 784-128-10}. */
    static int[] sizes(String layers) {
        return Arrays.stream(layers.split("-", -1)).mapToInt(Integer::parseInt).toArray();
    }

    private void addPerceptron(boolean regularized, int... sizes) {
        for (int i = 1; i < sizes.length; i++) {
            addLinear(sizes[i - 1], sizes[i]);
            if (i == sizes.length - 1) {
                return;
            }
            if (regularized) {
                addBatchNorm(sizes[i]);
            }
            layers.add(torch::relu);
            if (regularized) {
                layers.add(x -> torch.dropout(x, DROPOUT, training));
            }
        }
    }

    private void addConvolutions() {
        layers.add(x -> x.reshape(x.size(0), 1, 28, 28));
        addConvolution(1, 16);
        addConvolution(16, 32);
        layers.add(x -> x.reshape(x.size(0), 32 * 4 * 4));
        addLinear(32 * 4 * 4, 128);
        layers.add(torch::relu);
        addLinear(128, 10);
    }

    private void addLinear(int inputs, int outputs) {
        LinearImpl linear = new LinearImpl(inputs, outputs);
        modules.add(linear);
        layers.add(linear::forward);
    }

    private void addBatchNorm(int features) {
        BatchNorm1dImpl batchNorm = new BatchNorm1dImpl(new BatchNormOptions(features));
        modules.add(batchNorm);
        layers.add(batchNorm::forward);
    }

    /** Adds a 5 x 5 convolution, ReLU and 2 x 2 max pooling. */
    private void addConvolution(int inChannels, int outChannels) {
        Conv2dImpl convolution = new Conv2dImpl(new Conv2dOptions(inChannels, outChannels, new LongPointer(5L, 5L)));
        modules.add(convolution);
        layers.add(convolution::forward);
        layers.add(torch::relu);
        layers.add(x -> torch.max_pool2d(x, 2, 2));
    }

    /** Returns the logits, one row per image. */
    Tensor forward(Tensor images) {
        Tensor x = images;
        for (UnaryOperator<Tensor> layer : layers) {
            x = layer.apply(x);
        }
        return x;
    }

    /** Switches to training mode: batch normalization uses batch statistics, and dropout is active. */
    void train() {
        training = true;
        modules.forEach(module -> module.train(true));
    }

    /** Switches to evaluation mode. */
    void evaluate() {
        training = false;
        modules.forEach(Module::eval);
    }

    /** Returns the parameters of all layers. */
    TensorVector parameters() {
        TensorVector parameters = new TensorVector();
        for (Module module : modules) {
            TensorVector ofModule = module.parameters();
            for (long i = 0; i < ofModule.size(); i++) {
                parameters.push_back(ofModule.get(i));
            }
        }
        return parameters;
    }
}
