package io.kindling.trainer.optimizer;

import io.kindling.trainer.layout.Layout;
import io.kindling.trainer.layout.ParameterBlocks;
import io.kindling.trainer.layout.Role;
import io.kindling.trainer.layout.Slice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An optimizer bound to the parameters of one network. It clips the gradient, then applies a chain of transformations
 * to each slice that is not frozen. Its state is a list of slots, each as long as the parameters, passed as an
 * argument.
 */
public final class Optimizer {
    private final List<Clipping> clipping;
    private final Layout layout;
    private final List<GradientTransformation> stateful;
    private final List<Slice> trained = new ArrayList<>();
    private final List<Slice> frozen = new ArrayList<>();
    private final List<Part> parts = new ArrayList<>();

    /** A slice and its chain of transformations. */
    private record Part(Slice slice, List<GradientTransformation> chain, double learningRateScale) {

        /** Whether all transformations are elementwise, so the slice can be processed in parts. */
        boolean elementwise() {
            return chain.stream().allMatch(link -> link instanceof Elementwise);
        }
    }

    /**
     * Binds an optimizer.
     *
     * @param groups settings by parameter name; the first match applies
     * @param clipping clipping of the gradient over all trained slices, in this order
     * @param layout layout of the parameters
     * @throws io.kindling.trainer.error.ConfigurationException if a group matches no parameter
     */
    public Optimizer(OptimizerSpec spec, List<ParameterGroup> groups, List<Clipping> clipping, Layout layout) {
        this.clipping = List.copyOf(clipping);
        this.layout = layout;
        this.stateful = spec.transformations(Role.WEIGHT, spec.weightDecay());
        groups.forEach(group -> group.validate(layout));
        for (Slice slice : layout.slices()) {
            ParameterGroup group = ParameterGroup.of(slice, groups);
            if (group.frozen()) {
                frozen.add(slice);
            } else {
                trained.add(slice);
                double decay = spec.weightDecay() * group.weightDecayScale();
                parts.add(new Part(slice, spec.transformations(slice.role(), decay), group.learningRateScale()));
            }
        }
    }

    /** Creates an optimizer without groups and clipping. */
    public Optimizer(OptimizerSpec spec, Layout layout) {
        this(spec, List.of(), List.of(), layout);
    }

    /**
     * Names of the slots in order, such as {@code adam.m}, {@code adam.v}. They are the keys of the state in a
     * checkpoint.
     */
    public List<String> slotNames() {
        return stateful.stream().flatMap(link -> link.slotNames().stream()).toList();
    }

    /** The state before the first step. */
    public float[][] initialSlots() {
        float[][] slots = new float[slotNames().size()][layout.length()];
        int first = 0;
        for (GradientTransformation link : stateful) {
            int last = first + link.slotNames().size();
            link.initialize(Arrays.copyOfRange(slots, first, last));
            first = last;
        }
        return slots;
    }

    /**
     * Clips the mean data gradient of a batch in place, before a regularizer adds to it. The gradient of frozen
     * parameters is set to 0 and does not count.
     */
    public void clip(float[] gradient) {
        for (Slice slice : frozen) {
            Arrays.fill(gradient, slice.offset(), slice.end(), 0f);
        }
        for (Clipping bound : clipping) {
            bound.clip(gradient, trained);
        }
    }

    /**
     * Takes one step: applies the chains to the gradient and subtracts the result from the parameters. Frozen
     * parameters do not change. Several threads process large slices; the result does not depend on the number of
     * threads.
     *
     * @param gradient mean gradient of the batch, including the gradient of a regularizer; overwritten with the
     *     subtracted update
     * @param slots slots from {@link #initialSlots}; overwritten
     * @param parameters parameters; overwritten
     */
    public void step(float[] gradient, float[][] slots, float[] parameters, Step step) {
        for (Part part : parts) {
            Slice slice = part.slice();
            if (part.elementwise()) {
                ParameterBlocks.of(List.of(slice))
                        .forEach((from, to) -> apply(part, gradient, slots, parameters, from, to, step));
            } else {
                apply(part, gradient, slots, parameters, slice.offset(), slice.end(), step);
            }
        }
    }

    private static void apply(
            Part part, float[] update, float[][] slots, float[] parameters, int from, int to, Step step) {
        Step own = new Step(step.number(), step.learningRate() * part.learningRateScale());
        int first = 0;
        for (GradientTransformation link : part.chain()) {
            int last = first + link.slotNames().size();
            link.apply(update, Arrays.copyOfRange(slots, first, last), parameters, from, to, own);
            first = last;
        }
        for (int i = from; i < to; i++) {
            parameters[i] -= update[i];
        }
    }
}
