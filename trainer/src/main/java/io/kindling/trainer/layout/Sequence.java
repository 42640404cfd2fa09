package io.kindling.trainer.layout;

import java.util.List;

/**
 * A sequence of feature vectors, (T, features), time step by time step: the input of LSTM, GRU and attention
 * ({@code batch_first}).
 */
public record Sequence(int steps, int features) implements Shape {
    public Sequence {
        Dimensions.positive("steps", steps);
        Dimensions.positive("features", features);
    }

    @Override
    public List<Integer> dimensions() {
        return List.of(steps, features);
    }
}
