package io.kindling.jobs.peers;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/**
 * Trains a network on MNIST with libtorch in one process, with Adam at learning rate 0.001, cross-entropy and a new
 * permutation per epoch. Prints one line per epoch and a summary.
 */
final class LibtorchTraining {
    private static final double LEARNING_RATE = 0.001;
    private static final int TEST_BATCH = 1000;

    private final LibtorchNetwork network;
    private final Adam optimizer;
    private final Tensor images;
    private final Tensor labels;
    private final int examples;
    private final int batch;

    private LibtorchTraining(LibtorchNetwork network, Mnist train, int batch) {
        this.network = network;
        this.optimizer = new Adam(network.parameters(), new AdamOptions(LEARNING_RATE));
        this.images = images(train);
        this.labels = labels(train);
        this.examples = train.size();
        this.batch = batch;
    }

    /**
     * Runs the training.
     *
     * @param arguments folder of the MNIST files, model in the format of {@link LibtorchNetwork#of}, examples per
     *     batch, number of epochs, number of threads
     */
    public static void main(String... arguments) throws IOException {
        int batch = Integer.parseInt(arguments[2]);
        int epochs = Integer.parseInt(arguments[3]);
        int threads = Integer.parseInt(arguments[4]);
        torch.set_num_threads(threads);
        torch.manual_seed(1);
        Mnist train = Mnist.train(Path.of(arguments[0]));
        Mnist test = Mnist.test(Path.of(arguments[0]));
        LibtorchTraining training = new LibtorchTraining(LibtorchNetwork.of(arguments[1]), train, batch);
        Tensor testImages = images(test);
        Tensor testLabels = labels(test);

        double[] rates = new double[epochs];
        double[] cores = new double[epochs];
        double accuracy = 0;
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        for (int epoch = 0; epoch < epochs; epoch++) {
            long processorTime = system.getProcessCpuTime();
            long start = System.nanoTime();
            double loss = training.epoch();
            long nanos = System.nanoTime() - start;
            rates[epoch] = train.size() / (nanos / 1e9);
            cores[epoch] = (system.getProcessCpuTime() - processorTime) / (double) nanos;
            accuracy = training.accuracy(testImages, testLabels);
            System.out.printf(
                    Locale.ROOT,
                    "epoch %d/%d  last loss %.4f  test accuracy %.4f  %.2f cores  %,.0f examples/s%n",
                    epoch + 1,
                    epochs,
                    loss,
                    accuracy,
                    cores[epoch],
                    rates[epoch]);
        }
        System.out.printf(
                Locale.ROOT,
                "libtorch, %s, batches of %,d, %d threads on %.2f cores, test accuracy %.4f, %,.0f examples/s%n",
                arguments[1],
                batch,
                threads,
                median(cores),
                accuracy,
                median(epochs > 1 ? Arrays.copyOfRange(rates, 1, epochs) : rates));
    }

    /** Trains for one epoch. Returns the loss of the last batch. */
    @SuppressWarnings("try")
    private double epoch() {
        network.train();
        double loss = 0;
        try (PointerScope ofEpoch = new PointerScope()) {
            Tensor permutation = torch.randperm(examples, new TensorOptions(torch.ScalarType.Long));
            for (int first = 0; first < examples; first += batch) {
                int size = Math.min(batch, examples - first);
                try (PointerScope ofBatch = new PointerScope()) {
                    Tensor selected = permutation.narrow(0, first, size);
                    optimizer.zero_grad();
                    Tensor mean = torch.cross_entropy_loss(
                            network.forward(images.index_select(0, selected)), labels.index_select(0, selected));
                    mean.backward();
                    optimizer.step();
                    if (first + size == examples) {
                        loss = mean.item_float();
                    }
                }
            }
        }
        return loss;
    }

    @SuppressWarnings("try")
    private double accuracy(Tensor testImages, Tensor testLabels) {
        network.evaluate();
        long correct = 0;
        long tested = testLabels.size(0);
        try (NoGradGuard withoutGradients = new NoGradGuard()) {
            for (long first = 0; first < tested; first += TEST_BATCH) {
                long size = Math.min(TEST_BATCH, tested - first);
                try (PointerScope ofBatch = new PointerScope()) {
                    Tensor predicted =
                            network.forward(testImages.narrow(0, first, size)).argmax(new LongOptional(1), false);
                    correct += predicted
                            .eq(testLabels.narrow(0, first, size))
                            .sum()
                            .item_long();
                }
            }
        }
        return correct / (double) tested;
    }

    private static Tensor images(Mnist mnist) {
        float[] pixels = new float[mnist.size() * Mnist.PIXELS];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = mnist.pixel(i / Mnist.PIXELS, i % Mnist.PIXELS);
        }
        return Tensor.create(pixels, mnist.size(), Mnist.PIXELS);
    }

    private static Tensor labels(Mnist mnist) {
        long[] labels = new long[mnist.size()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = mnist.label(i);
        }
        return Tensor.create(labels, labels.length);
    }

    private static double median(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }
}
