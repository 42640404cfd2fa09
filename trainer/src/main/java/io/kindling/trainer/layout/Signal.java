package io.kindling.trainer.layout;

import java.util.List;

/** A one-dimensional signal in channels, (C, L): what Conv1d reads. A {@link Sequence} holds the same numbers transposed. */
public record Signal(int channels, int length) implements Shape {
    public Signal {
        Dimensions.positive("channels", channels);
        Dimensions.positive("length", length);
    }

    @Override
    public List<Integer> dimensions() {
        return List.of(channels, length);
    }
}
