package io.kindling.trainer.layer;

import static java.util.stream.Collectors.joining;

import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.layout.Dimensions;
import io.kindling.trainer.layout.Features;
import io.kindling.trainer.layout.Shape;
import io.kindling.trainer.layout.Slot;
import io.kindling.trainer.onnx.OnnxAttribute;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/**
 * Cuts the input columns into neighbouring ranges, sends each through layers of its own, and joins the outputs, each read as a vector, in the order
 * of the branches: embeddings of categories beside numeric columns. (N, features) to (N, sum of the branches' outputs).
 *
 * @param branches at least one; together they take all columns
 */
public record Parallel(List<Branch> branches) implements LayerSpec {

    /**
     * One range of columns and its layers.
     *
     * @param columns how many columns it takes, from where the branch before it ends
     * @param layers at least one; default identity
     */
    public record Branch(int columns, List<LayerSpec> layers) implements Serializable {
        public Branch {
            Dimensions.positive("parallel.branches.columns", columns);
            layers = List.copyOf(layers);
            if (layers.isEmpty()) {
                throw new ConfigurationException("Invalid parallel.branches.layers: [] (must have at least one layer)");
            }
        }

        public Branch(int columns) {
            this(columns, List.of(new Identity()));
        }

        private Shape input() {
            return new Features(columns);
        }
    }

    public Parallel {
        branches = List.copyOf(branches);
        if (branches.isEmpty()) {
            throw new ConfigurationException("Invalid parallel.branches: [] (must have at least one branch)");
        }
    }

    @Override
    public Shape outputShape(Shape input) {
        int columns = branches.stream().mapToInt(Branch::columns).sum();
        if (!new Features(columns).equals(input)) {
            String widths = branches.stream()
                    .map(branch -> Integer.toString(branch.columns()))
                    .collect(joining(" + "));
            throw LayerSpec.cannotApply(
                    this,
                    input,
                    "its branches take " + widths + " = " + columns
                            + " columns, which must be all; oneHot makes maxCategories + 1 columns of one");
        }
        long values = branches.stream()
                .mapToLong(b -> Chain.outputShape(b.layers(), b.input()).size())
                .sum();
        return new Features(Dimensions.arraySize("parallel", values));
    }

    @Override
    public List<Slot> parameters(Shape input) {
        return slots(Chain::parameters);
    }

    @Override
    public List<Slot> buffers(Shape input) {
        return slots(Chain::buffers);
    }

    private List<Slot> slots(BiFunction<List<LayerSpec>, Shape, List<Slot>> asked) {
        List<Slot> slots = new ArrayList<>();
        for (int i = 0; i < branches.size(); i++) {
            Branch branch = branches.get(i);
            for (Slot slot : asked.apply(branch.layers(), branch.input())) {
                slots.add(slot.within(Integer.toString(i)));
            }
        }
        return slots;
    }

    @Override
    public Layer bind(Binding binding) {
        List<Lane> lanes = new ArrayList<>();
        int firstInput = 0;
        int firstOutput = 0;
        for (int i = 0; i < branches.size(); i++) {
            Branch branch = branches.get(i);
            Binding member = binding.member(i, branch.input());
            int outputs = Chain.outputShape(branch.layers(), branch.input()).size();
            lanes.add(new Lane(
                    member.id(),
                    Chain.bind(branch.layers(), member),
                    firstInput,
                    branch.columns(),
                    firstOutput,
                    outputs));
            firstInput += branch.columns();
            firstOutput += outputs;
        }
        return new Bound(List.copyOf(lanes), firstInput, firstOutput);
    }

    @Override
    public String export(OnnxScope scope, String x) {
        List<String> outputs = new ArrayList<>();
        int first = 0;
        for (int i = 0; i < branches.size(); i++) {
            Branch branch = branches.get(i);
            OnnxScope member = scope.member(i, branch.input());
            int end = first + branch.columns();
            String columns = member.node(
                    "Slice",
                    List.of(x, member.longs("first", first), member.longs("end", end), member.longs("axis", 1)));
            String output = Chain.export(branch.layers(), member, columns);
            outputs.add(member.node("Flatten", List.of(output)));
            first = end;
        }
        return scope.node("Concat", outputs, OnnxAttribute.integer("axis", 1));
    }

    /** A bound branch: which columns it reads and which it writes. */
    private record Lane(int id, Chain chain, int firstInput, int inputs, int firstOutput, int outputs) {
        private static final int INPUT = Workspace.FIRST_FREE_SLOT;
        private static final int OUTPUT = INPUT + 1;
        private static final int INPUT_GRADIENT = INPUT + 2;
        private static final int OUTPUT_GRADIENT = INPUT + 3;

        private float[] input(Pass pass, int n) {
            return pass.workspace().floats(id, INPUT, n * inputs);
        }

        private float[] output(Pass pass, int n) {
            return pass.workspace().floats(id, OUTPUT, n * outputs);
        }

        private float[] inputGradient(Pass pass, int n) {
            return pass.workspace().floats(id, INPUT_GRADIENT, n * inputs);
        }

        private float[] outputGradient(Pass pass, int n) {
            return pass.workspace().floats(id, OUTPUT_GRADIENT, n * outputs);
        }
    }

    private record Bound(List<Lane> lanes, int inputs, int outputs) implements Layer {

        @Override
        public void forward(Pass pass, float[] x, float[] y, int n) {
            for (Lane lane : lanes) {
                float[] in = lane.input(pass, n);
                float[] out = lane.output(pass, n);
                copyColumns(x, lane.firstInput, inputs, in, 0, lane.inputs, lane.inputs, n);
                lane.chain.forward(pass, in, out, n);
                copyColumns(out, 0, lane.outputs, y, lane.firstOutput, outputs, lane.outputs, n);
            }
        }

        @Override
        public void backward(Pass pass, float[] x, float[] y, float[] dy, float[] dx, int n) {
            for (Lane lane : lanes) {
                float[] dOut = lane.outputGradient(pass, n);
                float[] dIn = dx == null ? null : lane.inputGradient(pass, n);
                copyColumns(dy, lane.firstOutput, outputs, dOut, 0, lane.outputs, lane.outputs, n);
                lane.chain.backward(pass, lane.input(pass, n), lane.output(pass, n), dOut, dIn, n);
                if (dx != null) {
                    copyColumns(dIn, 0, lane.inputs, dx, lane.firstInput, inputs, lane.inputs, n);
                }
            }
        }

        /** Copies {@code count} neighbouring columns of n rows between matrices with rows of different lengths. */
        private static void copyColumns(
                float[] from, int firstFrom, int rowFrom, float[] to, int firstTo, int rowTo, int count, int n) {
            for (int i = 0; i < n; i++) {
                System.arraycopy(from, firstFrom + i * rowFrom, to, firstTo + i * rowTo, count);
            }
        }
    }
}
