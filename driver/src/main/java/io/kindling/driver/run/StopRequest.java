package io.kindling.driver.run;

/**
 * Asks a training, from another thread, to stop. Its loop stops after the iteration that it is in. While the results of a finished loop are written, the training stops at the end of the file that it is
 * in. Before and after there is nothing to save.
 */
public final class StopRequest {
    private boolean training;
    private boolean asked;

    /** Asks; returns false when nothing runs that would heed it. */
    public synchronized boolean ask() {
        asked |= training;
        return training;
    }

    synchronized boolean isAsked() {
        return asked;
    }

    synchronized void trainingBegins() {
        training = true;
    }

    synchronized void trainingEnded() {
        training = false;
    }
}
