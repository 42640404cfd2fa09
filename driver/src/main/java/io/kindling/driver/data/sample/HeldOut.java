package io.kindling.driver.data.sample;

/** Selects the held-out examples. */
public record HeldOut(Split split) implements Selection {

    @Override
    public int copies(long hash, float target) {
        return split.isHeldOut(hash) ? 1 : 0;
    }
}
