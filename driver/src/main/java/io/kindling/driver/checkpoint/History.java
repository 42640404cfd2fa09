package io.kindling.driver.checkpoint;

import java.util.List;

/**
 * The reports of a training so far, so that a resumed run has the reports of all epochs. The history does not change
 * the result.
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
