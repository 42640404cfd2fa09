package io.kindling.trainer.golden;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kindling.trainer.layer.Moments;
import io.kindling.trainer.layer.Pass;
import io.kindling.trainer.layer.RunningStatistics;
import io.kindling.trainer.layer.Workspace;
import io.kindling.trainer.layout.Layout;
import io.kindling.trainer.layout.Slice;
import io.kindling.trainer.loss.CrossEntropy;
import io.kindling.trainer.loss.LossFunction;
import io.kindling.trainer.loss.LossSum;
import io.kindling.trainer.loss.Mse;
import io.kindling.trainer.loss.Targets;
import io.kindling.trainer.math.JavaGemm;
import io.kindling.trainer.network.ModelState;
import io.kindling.trainer.network.Network;
import io.kindling.trainer.network.NetworkSpec;
import io.kindling.trainer.optimizer.Optimizer;
import io.kindling.trainer.optimizer.OptimizerSpec;
import io.kindling.trainer.optimizer.Step;
import io.kindling.trainer.random.Purpose;
import io.kindling.trainer.random.RandomStream;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** The family networks: some training steps of a small network. */
final class NetworkCases {
    private static final double RTOL = 1e-4;
    private static final double ATOL = 1e-5;

    private final GoldenCase golden;
    private final Architecture architecture;
    private final Network network;
    private final ModelState state;
    private final Set<String> notComparable = new HashSet<>();

    private NetworkCases(GoldenCase golden) {
        this.golden = golden;
        int[] x = golden.shape("x");
        this.architecture = new Architecture(
                golden,
                "params_before",
                architecture("layers").asText(),
                architecture("bn_eps").asDouble(1e-5),
                architecture("bn_momentum").asDouble(0.1));
        this.network = Network.of(
                new NetworkSpec(LayerCases.channelsFirst(Arrays.copyOfRange(x, 1, x.length)), architecture.layers()));
        this.state = network.initialize(0);
        for (JsonNode name : golden.attrs().path("not_comparable")) {
            notComparable.add(name.asText());
        }
    }

    static Map<String, Consumer<GoldenCase>> kinds() {
        Consumer<GoldenCase> check = golden -> new NetworkCases(golden).check();
        return Map.of("mlp", check, "mlp_batchnorm", check, "cnn_batchnorm", check);
    }

    private JsonNode architecture(String key) {
        return LayerCases.required(golden, "architecture").path(key);
    }

    private void check() {
        architecture.put("params_before", network.parameters(), state.parameters());
        architecture.put("buffers_before", network.buffers(), state.buffers());
        int steps = LayerCases.required(golden, "steps").asInt();
        int n = golden.shape("x")[1];
        int size = network.spec().input().size();
        float[] x = golden.floats("x");
        float[] targets = golden.floats("target");
        int targetColumns = targets.length / steps / n;
        OptimizerSpec spec = optimizer();
        Optimizer optimizer = new Optimizer(spec, network.parameters());
        float[][] slots = optimizer.initialSlots();
        double[] losses = new double[steps];
        float[][] parameters = new float[steps][];
        float[][] buffers = new float[steps][];
        for (int step = 0; step < steps; step++) {
            float[] inputs = Arrays.copyOfRange(x, step * n * size, (step + 1) * n * size);
            float[] stepTargets = Arrays.copyOfRange(targets, step * n * targetColumns, (step + 1) * n * targetColumns);
            float[] gradient = new float[state.parameters().length];
            losses[step] = train(inputs, new Targets(stepTargets, targetColumns, null), n, gradient, step);
            optimizer.step(gradient, slots, state.parameters(), new Step(step + 1, spec.learningRate()));
            parameters[step] = state.parameters().clone();
            buffers[step] = state.buffers().clone();
        }
        golden.check("loss_per_step", losses, RTOL, atol("loss_per_step"));
        checkSteps("params_after_step", network.parameters(), parameters);
        checkSteps("buffers_after_step", network.buffers(), buffers);
        if (notComparable.isEmpty()) {
            checkEvaluation();
        }
    }

    /** Training-mode loss of one batch; overwrites {@code gradient} and the buffers. */
    private double train(float[] x, Targets targets, int n, float[] gradient, int step) {
        int columns = network.output().size();
        Moments moments = new Moments(network.momentChannels());
        Pass pass = Pass.training(
                state.parameters(),
                state.buffers(),
                new Pass.Accumulators(
                        gradient, moments, RandomStream.of(0, Purpose.DROPOUT).split(step)),
                new Workspace(),
                new JavaGemm());
        float[] outputs = network.forward(pass, x, n);
        float[] outputGradient = new float[n * columns];
        LossSum loss = loss().lossAndGradient(outputs, targets, n, columns, outputGradient);
        network.backward(pass, x, outputGradient, n);
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] = (float) (gradient[i] / loss.divisor());
        }
        for (RunningStatistics statistics : network.runningStatistics()) {
            statistics.update(moments, state.buffers());
        }
        if (step == 0) {
            golden.check("step1/logits", Arrays.copyOf(outputs, n * columns), RTOL, atol("step1/logits"));
            for (Slice slice : network.parameters().slices()) {
                String path = "step1/grads/" + architecture.name(slice);
                golden.check(path, LayerCases.values(slice, gradient), RTOL, atol(path));
            }
        }
        return loss.sum() / loss.divisor();
    }

    /** The optimizer named in the case; its options are the hyperparameters. */
    private OptimizerSpec optimizer() {
        ObjectNode options = JsonNodeFactory.instance.objectNode();
        options.set("attrs", LayerCases.required(golden, "hyper"));
        return OptimizerCases.named(
                LayerCases.required(golden, "optimizer").asText(), new GoldenCase(options, golden.comparison()));
    }

    private LossFunction loss() {
        String loss = LayerCases.required(golden, "loss").asText();
        return switch (loss) {
            case "cross_entropy mean" -> new CrossEntropy();
            case "mse_loss mean" -> new Mse();
            default -> throw new AssertionError("Unknown loss: " + loss);
        };
    }

    private void checkSteps(String group, Layout layout, float[][] values) {
        for (Slice slice : layout.slices()) {
            if (notComparable.contains(architecture.name(slice))) {
                continue;
            }
            float[] all = new float[values.length * slice.length()];
            for (int step = 0; step < values.length; step++) {
                System.arraycopy(values[step], slice.offset(), all, step * slice.length(), slice.length());
            }
            String path = group + "/" + architecture.name(slice);
            golden.check(path, all, RTOL, atol(path));
        }
    }

    private void checkEvaluation() {
        int n = golden.shape("eval/x")[0];
        Pass pass = Pass.evaluation(state.parameters(), state.buffers(), new Workspace(), new JavaGemm());
        float[] logits = network.forward(pass, golden.floats("eval/x"), n);
        golden.check("eval/logits", Arrays.copyOf(logits, n * network.output().size()), RTOL, atol("eval/logits"));
    }

    private double atol(String path) {
        return ATOL + 5 * golden.noise(path);
    }
}
