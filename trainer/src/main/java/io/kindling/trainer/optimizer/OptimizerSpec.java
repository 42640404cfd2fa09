package io.kindling.trainer.optimizer;

import io.kindling.trainer.layout.Role;
import java.io.Serializable;
import java.util.List;

/** An optimizer in a configuration: its hyperparameters and the chain of transformations that they define. */
public sealed interface OptimizerSpec extends Serializable permits Adagrad, Adam, AdamW, Lamb, Lars, RmsProp, Sgd {

    /** Base learning rate, which the schedule multiplies or replaces. */
    double learningRate();

    /** Weight decay per step, in units of the learning rate; groups scale it. */
    double weightDecay();

    /**
     * Returns the chain from the gradient to the update, including the learning rate. The slots of the chain do not
     * depend on role and decay.
     *
     * @param role role of the slice
     * @param decay weight decay of the slice, which replaces {@link #weightDecay}
     */
    List<GradientTransformation> transformations(Role role, double decay);

    /** Returns the given transformations in order, without weight decay 0 and momentum 0. */
    static List<GradientTransformation> chain(GradientTransformation... links) {
        return List.of(links).stream().filter(OptimizerSpec::acts).toList();
    }

    private static boolean acts(GradientTransformation link) {
        boolean noDecay = link instanceof AddWeightDecay decay && decay.weightDecay() == 0;
        boolean noMomentum = link instanceof Momentum momentum && momentum.momentum() == 0;
        return !noDecay && !noMomentum;
    }
}
