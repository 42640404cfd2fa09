package io.kindling.driver.data.sample;

/** Selects the examples that are not held out. */
public record Training(Split split) implements Selection {

    @Override
    public int copies(long hash, float target) {
        return split.isHeldOut(hash) ? 0 : 1;
    }
}
