package io.kindling.driver.data;

/** What becomes of the fitted rules and the scaling of the model that a training starts from. */
public enum Vocabulary {
    /** The training uses them in place of new ones. */
    FREEZE,
    /** The training fits its own, and fails if they differ from those of the model. */
    REFUSE
}
