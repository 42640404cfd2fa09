package io.kindling.trainer.layout;

import java.util.List;

/** A one-dimensional signal with channels, (C, L): the input of Conv1d. A {@link Sequence} is its transpose. */
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
