package io.kindling.driver.registry;

/**
 * The decision whether retention may remove a version: {@code retention.json} in its folder. Written once, by a
 * promotion or by retention, whichever is first.
 *
 * @param outcome of the decision
 */
record RetentionDecision(Outcome outcome) {
    /** Name of the file. */
    static final String FILE = "retention.json";

    /** The outcome for a version. */
    enum Outcome {
        /** An alias points to it, pointed to it, or was about to. */
        KEPT,
        /** It is removed, or its removal was interrupted. */
        REMOVED
    }
}
