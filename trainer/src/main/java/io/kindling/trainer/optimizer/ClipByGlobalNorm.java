package io.kindling.trainer.optimizer;

import io.kindling.trainer.error.Numbers;
import io.kindling.trainer.layout.ParameterBlocks;
import io.kindling.trainer.layout.Slice;
import java.util.List;
import java.util.Objects;

/**
 * Multiplies the gradient by min(1, maxNorm / (norm + 1e-6)), where norm is the norm over all slices (Pascanu, Mikolov
 * and Bengio, 2013; {@code clip_grad_norm_} in PyTorch). A non-finite gradient stays non-finite.
 *
 * @param maxNorm positive
 * @param normType default {@link Norm#L2}
 */
public record ClipByGlobalNorm(double maxNorm, Norm normType) implements Clipping {
    public ClipByGlobalNorm {
        Numbers.positive("clipByGlobalNorm.maxNorm", maxNorm);
        Objects.requireNonNull(normType, "normType");
    }

    public ClipByGlobalNorm(double maxNorm) {
        this(maxNorm, Norm.L2);
    }

    @Override
    public void clip(float[] gradient, List<Slice> slices) {
        double scale = maxNorm / (totalNorm(gradient, slices) + 1e-6);
        if (scale >= 1) {
            return;
        }
        float factor = (float) scale;
        ParameterBlocks.of(slices).forEach((from, to) -> {
            for (int i = from; i < to; i++) {
                gradient[i] *= factor;
            }
        });
    }

    /** The norm over all slices. */
    public double totalNorm(float[] gradient, List<Slice> slices) {
        double total = ParameterBlocks.of(slices)
                .combine((from, to) -> normType.include(0, gradient, from, to), normType::combine);
        return normType.result(total);
    }
}
