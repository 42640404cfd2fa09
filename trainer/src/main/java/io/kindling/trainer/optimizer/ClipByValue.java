package io.kindling.trainer.optimizer;

import io.kindling.trainer.error.Numbers;
import io.kindling.trainer.layout.ParameterBlocks;
import io.kindling.trainer.layout.Slice;
import java.util.List;

/**
 * Clamps each component of the gradient to [-clipValue, clipValue] ({@code clip_grad_value_} in PyTorch).
 *
 * @param clipValue positive
 */
public record ClipByValue(double clipValue) implements Clipping {
    public ClipByValue {
        Numbers.positive("clipByValue.clipValue", clipValue);
    }

    @Override
    public void clip(float[] gradient, List<Slice> slices) {
        float bound = (float) clipValue;
        ParameterBlocks.of(slices).forEach((from, to) -> {
            for (int i = from; i < to; i++) {
                gradient[i] = Math.max(-bound, Math.min(bound, gradient[i]));
            }
        });
    }
}
