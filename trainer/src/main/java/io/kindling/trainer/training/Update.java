package io.kindling.trainer.training;

import io.kindling.trainer.error.DivergenceException;
import io.kindling.trainer.gradient.BatchPosition;
import io.kindling.trainer.gradient.GradientShard;
import io.kindling.trainer.layer.RunningStatistics;
import io.kindling.trainer.layout.Layout;
import io.kindling.trainer.layout.ParameterBlocks;
import io.kindling.trainer.math.Finite;
import io.kindling.trainer.math.SumOfSquares;
import io.kindling.trainer.network.ModelState;
import io.kindling.trainer.network.Network;
import io.kindling.trainer.optimizer.Optimizer;
import io.kindling.trainer.optimizer.Step;
import io.kindling.trainer.regularizer.Regularizer;
import java.util.List;

/**
 * Applies the merged sums of a batch to a model: checks them, divides once, clips, regularizes, takes the optimizer
 * step and merges the running statistics.
 */
public final class Update {
    private final Layout layout;
    private final ParameterBlocks blocks;
    private final List<RunningStatistics> runningStatistics;
    private final Regularizer regularizer;
    private final Optimizer optimizer;

    public Update(Network network, Regularizer regularizer, Optimizer optimizer) {
        this.layout = network.parameters();
        this.blocks = ParameterBlocks.of(layout.slices());
        this.runningStatistics = network.runningStatistics();
        this.regularizer = regularizer;
        this.optimizer = optimizer;
    }

    /**
     * Applies one batch.
     *
     * @param sums sums merged over all shards; the gradient is overwritten
     * @param model model to update
     * @param slots optimizer slots to update
     * @throws DivergenceException if a loss, a gradient or an updated parameter is not finite; the model is then
     *     invalid
     */
    public UpdateStats apply(GradientShard sums, ModelState model, float[][] slots, BatchPosition position, Step step) {
        if (sums.nonFiniteShard() != GradientShard.ALL_FINITE) {
            throw diverged("the loss or gradient of shard " + sums.nonFiniteShard(), position, step);
        }
        float[] gradient = sums.gradientSum();
        double squares = divide(gradient, sums.divisor(), blocks);
        double loss = sums.divisor() == 0 ? 0 : sums.lossSum() / sums.divisor();
        double penalty = regularizer.penalty(model.parameters(), layout);
        if (!Double.isFinite(squares) || !Double.isFinite(loss + penalty)) {
            throw diverged("the merged loss or gradient", position, step);
        }
        optimizer.clip(gradient);
        regularizer.addGradient(model.parameters(), gradient, layout);
        optimizer.step(gradient, slots, model.parameters(), step);
        if (blocks.sum((from, to) -> Finite.all(model.parameters(), from, to) ? 0 : 1) > 0) {
            throw diverged("a parameter after the update", position, step);
        }
        for (RunningStatistics statistics : runningStatistics) {
            statistics.update(sums.moments(), model.buffers());
        }
        return new UpdateStats(loss, penalty, Math.sqrt(squares));
    }

    /**
     * Divides in place and returns the sum of squares. If all examples of the batch have weight 0, the gradient is
     * zero.
     */
    private static double divide(float[] gradient, double divisor, ParameterBlocks blocks) {
        float scale = divisor == 0 ? 0 : (float) (1 / divisor);
        return blocks.sum((from, to) -> {
            for (int i = from; i < to; i++) {
                gradient[i] *= scale;
            }
            return SumOfSquares.of(gradient, from, to);
        });
    }

    private static DivergenceException diverged(String what, BatchPosition position, Step step) {
        return new DivergenceException("Cannot continue training: " + what + " is not finite in iteration "
                + position.iteration() + " (epoch " + position.epoch() + ", batch " + position.batch()
                + ", learning rate " + step.learningRate()
                + "); lower the learning rate, clip the gradient, or check the data for extreme values");
    }
}
