package io.kindling.trainer.optimizer;

import io.kindling.trainer.layout.Role;
import java.io.Serializable;
import java.util.List;

/** A named optimizer as it stands in a configuration: its hyper-parameters, and the chain of transformations that they stand for. */
public sealed interface OptimizerSpec extends Serializable permits Adagrad, Adam, AdamW, Lamb, Lars, RmsProp, Sgd {

    /** Base learning rate, which the schedule multiplies or replaces. */
    double learningRate();

    /** How much of a parameter is taken off it in a step, in units of the learning rate; groups scale it. */
    double weightDecay();

    /**
     * From the gradient to what is subtracted from the parameters, learning rate included. The slots of the chain are the same for every
     * role and decay.
     *
     * @param role of the slice that the chain is for
     * @param decay in place of {@link #weightDecay}
     */
    List<GradientTransformation> transformations(Role role, double decay);

    /** The links in their order, without a decay of 0 and without a momentum of 0. */
    static List<GradientTransformation> chain(GradientTransformation... links) {
        return List.of(links).stream().filter(OptimizerSpec::acts).toList();
    }

    private static boolean acts(GradientTransformation link) {
        boolean noDecay = link instanceof AddWeightDecay decay && decay.weightDecay() == 0;
        boolean noMomentum = link instanceof Momentum momentum && momentum.momentum() == 0;
        return !noDecay && !noMomentum;
    }
}
