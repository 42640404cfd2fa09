package io.kindling.trainer.layer;

import io.kindling.trainer.layout.Layout;
import io.kindling.trainer.layout.Shape;
import io.kindling.trainer.layout.Slice;
import java.util.ArrayList;
import java.util.List;

/** Binds a layer to a network: its input shape, slices, number and moments. */
public final class Binding {
    private final Shape input;
    private final String name;
    private final Layout parameters;
    private final Layout buffers;
    private final Register register;
    private final int id;

    private Binding(Shape input, String name, Layout parameters, Layout buffers, Register register) {
        this.input = input;
        this.name = name;
        this.parameters = parameters;
        this.buffers = buffers;
        this.register = register;
        this.id = register.nextId++;
    }

    /** Counters that binding increments while it walks the network. */
    private static final class Register {
        private int nextId;
        private int channels;
        private final List<RunningStatistics> statistics = new ArrayList<>();
    }

    /** The binding of the whole network, whose members are named {@code 0}, {@code 1} and so on. */
    public static Binding root(Shape input, Layout parameters, Layout buffers) {
        return new Binding(input, "", parameters, buffers, new Register());
    }

    /** The binding of a member of this composite layer. */
    public Binding member(int index, Shape memberInput) {
        return new Binding(memberInput, qualified(Integer.toString(index)), parameters, buffers, register);
    }

    /** Input shape of one example. */
    public Shape input() {
        return input;
    }

    /** Number of this layer in its network: key of its workspace and of its random streams. */
    public int id() {
        return id;
    }

    /** The parameter slice with this local name. */
    public Slice parameter(String localName) {
        return parameters.slice(qualified(localName));
    }

    /** The buffer slice with this local name. */
    public Slice buffer(String localName) {
        return buffers.slice(qualified(localName));
    }

    /**
     * Reserves channels in the {@link Moments} for a normalization layer whose running statistics are the two buffers,
     * of equal length.
     *
     * @param momentum weight of the NEW value: running = (1 - momentum) running + momentum value, as in PyTorch
     * @return index of the layer's first channel in the moments
     */
    public int runningStatistics(Slice runningMean, Slice runningVariance, double momentum) {
        int first = register.channels;
        register.statistics.add(new RunningStatistics(runningMean, runningVariance, first, momentum));
        register.channels += runningMean.length();
        return first;
    }

    /** All reserved running statistics, in the order of the layers. */
    public List<RunningStatistics> runningStatistics() {
        return List.copyOf(register.statistics);
    }

    private String qualified(String localName) {
        return name.isEmpty() ? localName : name + "." + localName;
    }
}
