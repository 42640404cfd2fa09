package io.kindling.driver.experiment;

/** Asks a training, from another thread, to stop after the iteration that it is in. Only its loop heeds that; before and after there is nothing to save. */
public final class StopRequest {
    private boolean looping;
    private boolean asked;

    /** Asks; returns false when no loop is running that would heed it. */
    public synchronized boolean ask() {
        asked |= looping;
        return looping;
    }

    synchronized boolean isAsked() {
        return asked;
    }

    synchronized void loopBegins() {
        looping = true;
    }

    synchronized void loopEnded() {
        looping = false;
    }
}
