package io.kindling.trainer.regularizer;

import io.kindling.trainer.config.ConfigName;
import io.kindling.trainer.layout.Layout;

/** No penalty. */
@ConfigName("none")
public record NoPenalty() implements Regularizer {

    @Override
    public double penalty(float[] parameters, Layout layout) {
        return 0;
    }

    @Override
    public void addGradient(float[] parameters, float[] gradient, Layout layout) {}
}
