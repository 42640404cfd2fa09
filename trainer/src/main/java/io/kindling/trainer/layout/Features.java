package io.kindling.trainer.layout;

import java.util.List;

/** A flat vector of numbers, (features): a table row or a flattened image. */
public record Features(int features) implements Shape {
    public Features {
        Dimensions.positive("features", features);
    }

    @Override
    public List<Integer> dimensions() {
        return List.of(features);
    }
}
