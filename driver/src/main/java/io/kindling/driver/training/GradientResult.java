package io.kindling.driver.training;

import java.io.Serializable;
import java.util.List;

/** The result of one task of an iteration: nodes of the shard tree, the matrix backend, and times. */
public final class GradientResult implements Serializable {
    private static final long serialVersionUID = 1L;

    private final GradientMessage[] nodes;
    private final String backend;
    private final Times times;
    private final transient Runnable whenWritten;

    /**
     * Creates the result of a task.
     *
     * @param whenWritten called after serialization, when the arrays can be reused. Serializers that do not call it
     *     leave the arrays to the garbage collector
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

    /** Description of the matrix backend. */
    public String backend() {
        return backend;
    }

    public Times times() {
        return times;
    }

    void written() {
        whenWritten.run();
    }

    /** Times of a task in nanoseconds. */
    public static final class Times implements Serializable {
        public static final Times NONE = new Times(0, 0, 0);

        private static final long serialVersionUID = 1L;

        private final long model;
        private final long compute;
        private final long serialise;

        /**
         * Creates the times of one task.
         *
         * @param model time to read the parameters
         * @param compute time to gather rows and compute and merge gradients
         * @param serialise time to serialize and deserialize
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

        /** The sum of two consecutive tasks. */
        public Times plus(Times next) {
            return new Times(model + next.model, compute + next.compute, serialise + next.serialise);
        }
    }
}
