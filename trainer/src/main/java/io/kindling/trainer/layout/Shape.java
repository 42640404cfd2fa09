package io.kindling.trainer.layout;

import java.io.Serializable;
import java.util.List;

/**
 * The shape of one example, without the batch dimension N. Values are row-major; a batch of N examples is one array of
 * {@code N * size()} floats.
 */
public sealed interface Shape extends Serializable permits Columns, Features, Image, Sequence, Signal {

    /** The extents, outermost first: (features), (C, H, W), (T, features) or (C, L). */
    List<Integer> dimensions();

    /**
     * Number of values in one example: the product of the dimensions.
     *
     * @throws io.kindling.trainer.error.ConfigurationException if it exceeds the maximum size of an array
     */
    default int size() {
        return Dimensions.arraySize("shape " + dimensions(), Dimensions.product(dimensions()));
    }

    /** Whether an example is a flat vector of numbers. */
    default boolean isVector() {
        return dimensions().size() == 1;
    }

    /** Extent of the innermost dimension, over which Linear, softmax and layer normalization work. */
    default int lastDimension() {
        return dimensions().get(dimensions().size() - 1);
    }
}
