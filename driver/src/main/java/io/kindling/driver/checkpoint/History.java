package io.kindling.driver.checkpoint;

import java.util.List;

/**
 * What a training told of itself so far, so that one that goes on tells all of it. No bit of the result depends on it.
 *
 * @param epochs lines of {@code metrics.jsonl}
 * @param iterations lines of {@code iterations.jsonl}
 */
public record History(List<String> epochs, List<String> iterations) {
    /** Before the first iteration. */
    public static final History NONE = new History(List.of(), List.of());

    public History {
        epochs = List.copyOf(epochs);
        iterations = List.copyOf(iterations);
    }
}
