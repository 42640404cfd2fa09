package io.kindling.driver.data.order;

import io.kindling.driver.data.block.ExampleShape;
import io.kindling.trainer.data.Block;
import io.kindling.trainer.data.FeatureScaling;
import java.io.Serializable;

/** Scales the features of ordered examples and multiplies their weights by the weight of the class. */
public final class ExampleTransform implements Serializable {
    private static final long serialVersionUID = 1L;

    private final FeatureScaling scaling;
    private final float[] classWeights;

    /**
     * Creates a transform. The arguments are not copied.
     *
     * @param classWeights one weight per class; null if all are 1
     */
    public ExampleTransform(FeatureScaling scaling, float[] classWeights) {
        this.scaling = scaling;
        this.classWeights = classWeights;
    }

    /** Returns the shape of transformed examples. */
    public ExampleShape shape(ExampleShape shape) {
        return new ExampleShape(shape.features(), shape.targets(), shape.weighted() || classWeights != null);
    }

    /**
     * Transforms a block. Overwrites its features and shares them with the result, so no one else may use the block.
     */
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
