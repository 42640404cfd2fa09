package io.kindling.driver.data;

/** How training uses the fitted rules and the scaling of the model that it starts from. */
public enum Vocabulary {
    /** Training keeps them. */
    FREEZE,
    /** Training fits its own and fails if they differ from the model. */
    REFUSE
}
