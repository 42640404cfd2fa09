package io.kindling.trainer.layout;

import java.util.List;

/** An image, (C, H, W): channel 0 row by row, then channel 1, and so on. */
public record Image(int channels, int height, int width) implements Shape {
    public Image {
        Dimensions.positive("channels", channels);
        Dimensions.positive("height", height);
        Dimensions.positive("width", width);
    }

    @Override
    public List<Integer> dimensions() {
        return List.of(channels, height, width);
    }
}
