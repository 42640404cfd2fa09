package io.kindling.trainer.gradient;

import io.kindling.trainer.data.Block;
import io.kindling.trainer.data.Minibatch;
import io.kindling.trainer.data.RowRange;
import io.kindling.trainer.layer.Moments;
import io.kindling.trainer.layer.Pass;
import io.kindling.trainer.layer.Workspace;
import io.kindling.trainer.loss.LossFunction;
import io.kindling.trainer.loss.LossSum;
import io.kindling.trainer.math.Finite;
import io.kindling.trainer.math.Gemm;
import io.kindling.trainer.metric.Metric;
import io.kindling.trainer.metric.MetricSums;
import io.kindling.trainer.network.ModelState;
import io.kindling.trainer.network.Network;
import io.kindling.trainer.random.RandomStream;
import java.util.Arrays;
import java.util.List;

/**
 * Computes forward pass, loss and backward pass over examples, and owns the scratch memory. Every result is a pure
 * function of the arguments. Not thread-safe.
 */
public final class ShardComputation {
    /** Rows per forward pass in an evaluation. */
    private static final int EVALUATION_ROWS = 256;

    private final Network network;
    private final LossFunction loss;
    private final List<Metric> metrics;
    private final Gemm gemm;
    private final int columns;
    private final Workspace workspace = new Workspace();
    private final Minibatch examples = new Minibatch();
    private final ArrayPool gradients;
    private float[] outputGradient = new float[0];
    private float[] predictions = new float[0];

    public ShardComputation(Network network, LossFunction loss, List<Metric> metrics, Gemm gemm) {
        this(network, loss, metrics, gemm, new ArrayPool(network.parameters().length()));
    }

    /**
     * Creates a computation that takes its gradient arrays from a shared pool.
     *
     * @param gradients pool of arrays with one value per parameter
     */
    public ShardComputation(Network network, LossFunction loss, List<Metric> metrics, Gemm gemm, ArrayPool gradients) {
        this.network = network;
        this.loss = loss;
        this.metrics = List.copyOf(metrics);
        this.gemm = gemm;
        this.columns = network.output().size();
        this.gradients = gradients;
    }

    /** The pool of gradient arrays. Return an array to it when its sums are no longer used. */
    public ArrayPool gradients() {
        return gradients;
    }

    /**
     * Returns the sums of one shard. The gradient array comes from {@link #gradients()}.
     *
     * @param model model; read only
     * @param block block of examples; read only
     * @param rows rows of the block that belong to the shard
     * @param random random stream of this (seed, epoch, iteration, shard)
     * @param shard number of the shard, to report a non-finite loss or gradient
     */
    public GradientShard gradient(ModelState model, Block block, RowRange rows, RandomStream random, int shard) {
        examples.gather(block, rows);
        int n = examples.rows();
        float[] gradient = gradients.take();
        Arrays.fill(gradient, 0f);
        Moments moments = new Moments(network.momentChannels());
        Pass pass = Pass.training(
                model.parameters(), model.buffers(), new Pass.Accumulators(gradient, moments, random), workspace, gemm);
        float[] outputs = network.forward(pass, examples.features(), n);
        reserve(n);
        LossSum sum = loss.lossAndGradient(outputs, examples.targets(), n, columns, outputGradient);
        MetricSums metricSums = new MetricSums(metrics, columns);
        loss.predictions(outputs, n, columns, predictions);
        metricSums.add(sum, predictions, loss.counted(examples.targets(), n), n);
        network.backward(pass, examples.features(), outputGradient, n);
        boolean finite = Double.isFinite(sum.sum()) && Finite.all(gradient);
        return new GradientShard(gradient, sum, n, moments, metricSums, finite ? GradientShard.ALL_FINITE : shard);
    }

    /** Returns loss and metrics of a whole block, in evaluation mode. */
    public MetricSums evaluate(ModelState model, Block block) {
        MetricSums sums = new MetricSums(metrics, columns);
        Pass pass = Pass.evaluation(model.parameters(), model.buffers(), workspace, gemm);
        for (int from = 0; from < block.rows(); from += EVALUATION_ROWS) {
            examples.copy(block, from, Math.min(block.rows(), from + EVALUATION_ROWS));
            int n = examples.rows();
            float[] outputs = network.forward(pass, examples.features(), n);
            reserve(n);
            LossSum sum = loss.lossAndGradient(outputs, examples.targets(), n, columns, null);
            loss.predictions(outputs, n, columns, predictions);
            sums.add(sum, predictions, loss.counted(examples.targets(), n), n);
        }
        return sums;
    }

    private void reserve(int n) {
        if (outputGradient.length < n * columns) {
            outputGradient = new float[n * columns];
            predictions = new float[n * columns];
        }
    }
}
