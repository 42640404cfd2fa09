package io.kindling.driver.run;

/**
 * Requests, from another thread, that a training stops. The loop stops after its current iteration. While a finished
 * loop writes its results, the training stops after the current file. Outside these phases a request has no effect.
 */
public final class StopRequest {
    private boolean training;
    private boolean requested;

    /** Requests a stop. Returns false if no training is running that could stop. */
    public synchronized boolean request() {
        requested |= training;
        return training;
    }

    synchronized boolean isRequested() {
        return requested;
    }

    synchronized void trainingBegins() {
        training = true;
    }

    synchronized void trainingEnded() {
        training = false;
    }
}
