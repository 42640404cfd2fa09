package io.kindling.driver.training;

import java.io.Serializable;
import java.util.List;

/** What one task of an iteration sends to the driver: nodes of the shard tree, which GEMM computed them, and what took how long. */
public final class GradientResult implements Serializable {
    private static final long serialVersionUID = 1L;

    private final GradientMessage[] nodes;
    private final String backend;
    private final Times times;
    private final transient Runnable whenWritten;

    /**
     * A result as its task makes it.
     *
     * @param whenWritten run when the numbers are in bytes, and their arrays are free for the next task; left to the garbage collector by serializers that do not say
     */
    public GradientResult(List<GradientMessage> nodes, String backend, Times times, Runnable whenWritten) {
        this.nodes = nodes.toArray(new GradientMessage[0]);
        this.backend = backend;
        this.times = times;
        this.whenWritten = whenWritten;
    }

    public List<GradientMessage> nodes() {
        return List.of(nodes);
    }

    /** What multiplied the matrices. */
    public String backend() {
        return backend;
    }

    public Times times() {
        return times;
    }

    void written() {
        whenWritten.run();
    }

    /** Nanoseconds that a task spent. */
    public static final class Times implements Serializable {
        public static final Times NONE = new Times(0, 0, 0);

        private static final long serialVersionUID = 1L;

        private final long model;
        private final long compute;
        private final long serialise;

        /**
         * Times of one task.
         *
         * @param model to get at the parameters
         * @param compute on gathering, gradients and merging
         * @param serialise on both ends of the wire
         */
        public Times(long model, long compute, long serialise) {
            this.model = model;
            this.compute = compute;
            this.serialise = serialise;
        }

        public long model() {
            return model;
        }

        public long compute() {
            return compute;
        }

        public long serialise() {
            return serialise;
        }

        public long total() {
            return model + compute + serialise;
        }

        /** One after the other. */
        public Times plus(Times next) {
            return new Times(model + next.model, compute + next.compute, serialise + next.serialise);
        }
    }
}
