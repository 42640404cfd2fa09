package io.kindling.trainer.layer;

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
 * Applies different layers to different input columns, and concatenates the flattened outputs in the order of the
 * branches, for example embeddings and numeric columns: (N, features) to (N, sum of the branches' outputs).
 *
 * @param branches at least one; together they read every column exactly once
 */
public record Parallel(List<Branch> branches) implements LayerSpec {

    /**
     * Columns and their layers.
     *
     * @param columns names or patterns, such as {@code [state, "signup.*"]}; or the number of columns after the
     *     previous branch
     * @param layers at least one layer; default identity
     */
    public record Branch(BranchColumns columns, List<LayerSpec> layers) implements Serializable {
        public Branch {
            layers = List.copyOf(layers);
            if (layers.isEmpty()) {
                throw new ConfigurationException("Invalid parallel.branches.layers: [] (must have at least one layer)");
            }
        }

        public Branch(BranchColumns columns) {
            this(columns, List.of(new Identity()));
        }

        public Branch(int columns, List<LayerSpec> layers) {
            this(new BranchColumns(columns), layers);
        }

        public Branch(int columns) {
            this(new BranchColumns(columns));
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
        List<BranchInputs.Selection> inputs = BranchInputs.of(this, input);
        long values = 0;
        for (int i = 0; i < branches.size(); i++) {
            values += Chain.outputShape(branches.get(i).layers(), inputs.get(i).shape())
                    .size();
        }
        return new Features(Dimensions.arraySize("parallel", values));
    }

    @Override
    public List<Slot> parameters(Shape input) {
        return slots(input, Chain::parameters);
    }

    @Override
    public List<Slot> buffers(Shape input) {
        return slots(input, Chain::buffers);
    }

    private List<Slot> slots(Shape input, BiFunction<List<LayerSpec>, Shape, List<Slot>> asked) {
        List<BranchInputs.Selection> inputs = BranchInputs.of(this, input);
        List<Slot> slots = new ArrayList<>();
        for (int i = 0; i < branches.size(); i++) {
            for (Slot slot : asked.apply(branches.get(i).layers(), inputs.get(i).shape())) {
                slots.add(slot.within(Integer.toString(i)));
            }
        }
        return slots;
    }

    @Override
    public Layer bind(Binding binding) {
        List<BranchInputs.Selection> inputs = BranchInputs.of(this, binding.input());
        List<Lane> lanes = new ArrayList<>();
        int firstOutput = 0;
        for (int i = 0; i < branches.size(); i++) {
            List<LayerSpec> layers = branches.get(i).layers();
            BranchInputs.Selection selected = inputs.get(i);
            Binding member = binding.member(i, selected.shape());
            int outputs = Chain.outputShape(layers, selected.shape()).size();
            lanes.add(new Lane(
                    member.id(),
                    Chain.bind(layers, member),
                    selected.ranges(),
                    selected.shape().size(),
                    firstOutput,
                    outputs));
            firstOutput += outputs;
        }
        return new Bound(List.copyOf(lanes), binding.input().size(), firstOutput);
    }

    @Override
    public String export(OnnxScope scope, String x) {
        List<BranchInputs.Selection> inputs = BranchInputs.of(this, scope.input());
        List<String> outputs = new ArrayList<>();
        for (int i = 0; i < branches.size(); i++) {
            OnnxScope member = scope.member(i, inputs.get(i).shape());
            String columns = select(member, x, inputs.get(i).ranges());
            String output = Chain.export(branches.get(i).layers(), member, columns);
            outputs.add(member.node("Flatten", List.of(output)));
        }
        return scope.node("Concat", outputs, OnnxAttribute.integer("axis", 1));
    }

    private static String select(OnnxScope scope, String x, List<BranchInputs.Range> ranges) {
        List<String> parts = new ArrayList<>();
        for (BranchInputs.Range range : ranges) {
            parts.add(scope.node(
                    "Slice",
                    List.of(
                            x,
                            scope.longs("first", range.first()),
                            scope.longs("end", range.first() + range.count()),
                            scope.longs("axis", 1))));
        }
        return parts.size() == 1 ? parts.get(0) : scope.node("Concat", parts, OnnxAttribute.integer("axis", 1));
    }

    /** A bound branch: the columns that it reads and writes. */
    private record Lane(
            int id, Chain chain, List<BranchInputs.Range> ranges, int inputs, int firstOutput, int outputs) {
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
                int to = 0;
                for (BranchInputs.Range range : lane.ranges) {
                    copyColumns(x, range.first(), inputs, in, to, lane.inputs, range.count(), n);
                    to += range.count();
                }
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
                    int from = 0;
                    for (BranchInputs.Range range : lane.ranges) {
                        copyColumns(dIn, from, lane.inputs, dx, range.first(), inputs, range.count(), n);
                        from += range.count();
                    }
                }
            }
        }

        /** Copies {@code count} contiguous columns of n rows between matrices with rows of different lengths. */
        private static void copyColumns(
                float[] from, int firstFrom, int rowFrom, float[] to, int firstTo, int rowTo, int count, int n) {
            for (int i = 0; i < n; i++) {
                System.arraycopy(from, firstFrom + i * rowFrom, to, firstTo + i * rowTo, count);
            }
        }
    }
}
