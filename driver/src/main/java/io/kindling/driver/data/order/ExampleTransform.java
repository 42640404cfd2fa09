package io.kindling.driver.data.order;

import io.kindling.driver.data.block.ExampleShape;
import io.kindling.trainer.data.Block;
import io.kindling.trainer.data.FeatureScaling;
import java.io.Serializable;

/** What is done to ordered examples before they are cut: features are scaled, weights multiplied by that of the class. */
public final class ExampleTransform implements Serializable {
    private static final long serialVersionUID = 1L;

    private final FeatureScaling scaling;
    private final float[] classWeights;

    /**
     * A finish over parts that are kept, not copied.
     *
     * @param classWeights one a class; null for none
     */
    public ExampleTransform(FeatureScaling scaling, float[] classWeights) {
        this.scaling = scaling;
        this.classWeights = classWeights;
    }

    /** Shape of finished examples. */
    public ExampleShape shape(ExampleShape shape) {
        return new ExampleShape(shape.features(), shape.targets(), shape.weighted() || classWeights != null);
    }

    /** Finishes a block that nobody else holds: overwrites its features, and takes them into the result. */
    Block apply(Block block) {
        scaling.apply(block.features(), block.rows());
        if (classWeights == null) {
            return block;
        }
        float[] weights = new float[block.rows()];
        for (int row = 0; row < weights.length; row++) {
            float weight = block.weights() == null ? 1f : block.weights()[row];
            float target = block.targets()[row];
            weights[row] = target >= 0 && target < classWeights.length ? weight * classWeights[(int) target] : weight;
        }
        return new Block(
                block.rows(),
                block.featureColumns(),
                block.targetColumns(),
                block.features(),
                block.targets(),
                weights);
    }
}
