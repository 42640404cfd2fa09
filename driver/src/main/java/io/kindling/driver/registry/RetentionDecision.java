package io.kindling.driver.registry;

/**
 * Whether retention may remove a version: {@code retention.json} in its folder, written once, by a promotion or by retention, whichever is first.
 *
 * @param outcome what was decided
 */
record RetentionDecision(Outcome outcome) {
    /** Name of the file. */
    static final String FILE = "retention.json";

    /** What becomes of a version. */
    enum Outcome {
        /** An alias points to it, pointed to it, or was about to. */
        KEPT,
        /** It is removed, or its removal was cut short. */
        REMOVED
    }
}
