package io.kindling.trainer.golden;

import com.fasterxml.jackson.databind.JsonNode;
import io.kindling.trainer.layer.AttentionMask;
import io.kindling.trainer.layer.AttentionProjections;
import io.kindling.trainer.layer.Binding;
import io.kindling.trainer.layer.Gru;
import io.kindling.trainer.layer.LayerSpec;
import io.kindling.trainer.layer.Lstm;
import io.kindling.trainer.layer.MultiheadAttention;
import io.kindling.trainer.layer.Pass;
import io.kindling.trainer.layer.Recurrent;
import io.kindling.trainer.layer.RecurrentOutput;
import io.kindling.trainer.layer.RecurrentStack;
import io.kindling.trainer.layer.RecurrentState;
import io.kindling.trainer.layer.ScaledDotProductAttention;
import io.kindling.trainer.layer.Workspace;
import io.kindling.trainer.layout.Layout;
import io.kindling.trainer.layout.Sequence;
import io.kindling.trainer.layout.Shape;
import io.kindling.trainer.layout.Slice;
import io.kindling.trainer.math.Gemm;
import io.kindling.trainer.math.JavaGemm;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Recurrent layers with states at both ends, and attention with masks. */
final class SequenceCases {
    private static final double RTOL = 2e-5;
    private static final double ATOL = 1e-6;
    private static final double NOISE_FACTOR = 4;
    private static final Gemm GEMM = new JavaGemm();

    private SequenceCases() {}

    static void register(Map<String, Consumer<GoldenCase>> kinds) {
        kinds.put("lstm", golden -> recurrent(golden, lstm(golden.attrs())));
        kinds.put("gru", golden -> recurrent(golden, gru(golden.attrs())));
        kinds.put("multihead_attention", SequenceCases::multiheadAttention);
        kinds.put("scaled_dot_product_attention", SequenceCases::scaledDotProductAttention);
    }

    private static Recurrent lstm(JsonNode attrs) {
        return new Lstm(
                attrs.get("hidden_size").asInt(),
                attrs.path("num_layers").asInt(1),
                attrs.path("bidirectional").asBoolean(false),
                RecurrentOutput.SEQUENCE);
    }

    private static Recurrent gru(JsonNode attrs) {
        return new Gru(
                attrs.get("hidden_size").asInt(),
                attrs.path("num_layers").asInt(1),
                attrs.path("bidirectional").asBoolean(false),
                RecurrentOutput.SEQUENCE);
    }

    private static void recurrent(GoldenCase golden, Recurrent spec) {
        boolean batchFirst = golden.attrs().path("batch_first").asBoolean(false);
        int[] shape = golden.shape("x");
        int steps = shape[batchFirst ? 1 : 0];
        int n = shape[batchFirst ? 0 : 1];
        Bound bound = new Bound(golden, spec, new Sequence(steps, shape[2]));
        RecurrentStack stack = new RecurrentStack(spec, bound.binding);
        Pass pass = bound.pass;
        int width = spec.width();
        boolean cells = spec.cell().hasCellState();

        put(golden, "x", batchFirst, stack.input(pass, n), 0);
        stack.forward(pass, n, golden.has("h0") ? state(golden, "h0", cells ? "c0" : null) : null);
        check(golden, "y", batchFirst, Arrays.copyOfRange(stack.states(pass, n), n * width, (steps + 1) * n * width));
        RecurrentState last = zeroState(spec, n);
        stack.lastStates(pass, n, last);
        check(golden, "hn", last.hidden());
        if (cells) {
            check(golden, "cn", last.cell());
        }

        put(golden, "dy", batchFirst, stack.stateGradient(pass, n), n * width);
        float[] dx = new float[n * steps * shape[2]];
        RecurrentState dFirst = zeroState(spec, n);
        stack.backward(pass, n, golden.has("dhn") ? state(golden, "dhn", cells ? "dcn" : null) : null, dx, dFirst);
        check(golden, "dx", batchFirst, dx);
        if (golden.has("dh0")) {
            check(golden, "dh0", dFirst.hidden());
        }
        if (golden.has("dc0")) {
            check(golden, "dc0", dFirst.cell());
        }
        bound.checkGradient();
    }

    private static RecurrentState state(GoldenCase golden, String hidden, String cell) {
        return new RecurrentState(golden.floats(hidden), cell == null ? null : golden.floats(cell));
    }

    private static RecurrentState zeroState(Recurrent spec, int n) {
        int length = spec.numLayers() * n * spec.width();
        return new RecurrentState(new float[length], new float[length]);
    }

    private static void multiheadAttention(GoldenCase golden) {
        boolean batchFirst = golden.attrs().path("batch_first").asBoolean(false);
        boolean self = golden.has("x");
        String queryName = self ? "x" : "query";
        String keyName = self ? "x" : "key_value";
        int[] queryShape = golden.shape(queryName);
        int queries = queryShape[batchFirst ? 1 : 0];
        int keys = golden.shape(keyName)[batchFirst ? 1 : 0];
        int n = queryShape[batchFirst ? 0 : 1];
        int e = queryShape[2];
        int heads = golden.attrs().get("num_heads").asInt();

        MultiheadAttention spec = new MultiheadAttention(heads, false, golden.has("params/in_proj_bias"));
        Bound bound = new Bound(golden, spec, new Sequence(queries, e));
        AttentionProjections attention = new AttentionProjections(spec, bound.binding, queries, keys);
        AttentionMask mask = AttentionMask.of(booleans(golden, "attn_mask"), booleans(golden, "key_padding_mask"));
        float[] query = examples(golden, queryName, batchFirst);
        float[] keyValue = self ? query : examples(golden, keyName, batchFirst);
        float[] y = new float[n * queries * e];
        attention.forward(bound.pass, mask, query, keyValue, y, n);
        checkExamples(golden, "y", batchFirst, y);
        if (golden.has("attn_weights")) {
            check(golden, "attn_weights", meanOverHeads(attention.weights(bound.pass, n), n, heads, queries * keys));
        }

        float[] dQuery = new float[query.length];
        float[] dKeyValue = self ? dQuery : new float[keyValue.length];
        attention.backward(bound.pass, query, keyValue, examples(golden, "dy", batchFirst), dQuery, dKeyValue, n);
        checkExamples(golden, "d" + queryName, batchFirst, dQuery);
        checkExamples(golden, "d" + keyName, batchFirst, dKeyValue);
        bound.checkGradient();
    }

    private static float[] meanOverHeads(float[] weights, int n, int heads, int block) {
        float[] means = new float[n * block];
        for (int i = 0; i < n * heads * block; i++) {
            means[i / (heads * block) * block + i % block] += weights[i] / heads;
        }
        return means;
    }

    private static void scaledDotProductAttention(GoldenCase golden) {
        int[] shape = golden.shape("q");
        int n = shape[0] * shape[1];
        int keys = golden.shape("k")[2];
        int size = shape[3];
        boolean causal = golden.attrs().path("is_causal").asBoolean(false);
        ScaledDotProductAttention attention = new ScaledDotProductAttention(shape[2], keys, 1, size);
        AttentionMask mask = causal ? AttentionMask.causal() : AttentionMask.none();
        float[] q = golden.floats("q");
        float[] k = golden.floats("k");
        float[] v = golden.floats("v");
        float[] weights = new float[attention.weights(n)];
        float[] y = new float[q.length];
        attention.forward(GEMM, mask, n, q, k, 0, v, 0, size, weights, y);
        check(golden, "y", y);
        float[] dq = new float[q.length];
        float[] dk = new float[k.length];
        float[] dv = new float[v.length];
        float[] scores = new float[attention.weights(1)];
        float[] dy = golden.floats("dy");
        attention.backward(GEMM, n, q, k, 0, v, 0, size, weights, dy, scores, dq, dk, dv);
        check(golden, "dq", dq);
        check(golden, "dk", dk);
        check(golden, "dv", dv);
    }

    private static boolean[] booleans(GoldenCase golden, String path) {
        if (!golden.has(path)) {
            return null;
        }
        double[] numbers = golden.doubles(path);
        boolean[] values = new boolean[numbers.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = numbers[i] != 0;
        }
        return values;
    }

    /** The tensor as (T, N, values). */
    private static void put(GoldenCase golden, String path, boolean batchFirst, float[] to, int at) {
        float[] values = batchFirst ? exchange(golden.floats(path), golden.shape(path)) : golden.floats(path);
        System.arraycopy(values, 0, to, at, values.length);
    }

    /** Compares (T, N, values). */
    private static void check(GoldenCase golden, String path, boolean batchFirst, float[] got) {
        check(golden, path, batchFirst ? exchange(got, exchanged(golden.shape(path))) : got);
    }

    /** The tensor as (N, T, values). */
    private static float[] examples(GoldenCase golden, String path, boolean batchFirst) {
        return batchFirst ? golden.floats(path) : exchange(golden.floats(path), golden.shape(path));
    }

    /** Compares (N, T, values). */
    private static void checkExamples(GoldenCase golden, String path, boolean batchFirst, float[] got) {
        check(golden, path, batchFirst ? got : exchange(got, exchanged(golden.shape(path))));
    }

    private static void check(GoldenCase golden, String path, float[] got) {
        golden.check(path, got, RTOL, ATOL + NOISE_FACTOR * golden.noise(path));
    }

    private static int[] exchanged(int[] shape) {
        return new int[] {shape[1], shape[0], shape[2]};
    }

    /** Swaps the two outer of three dimensions. */
    private static float[] exchange(float[] values, int[] shape) {
        float[] exchanged = new float[values.length];
        for (int i = 0; i < shape[0] * shape[1]; i++) {
            int to = i % shape[1] * shape[0] + i / shape[1];
            System.arraycopy(values, i * shape[2], exchanged, to * shape[2], shape[2]);
        }
        return exchanged;
    }

    /** A single-layer network with the parameters of the case. */
    private static final class Bound {
        private final GoldenCase golden;
        private final Layout layout;
        private final Binding binding;
        private final Pass pass;

        Bound(GoldenCase golden, LayerSpec spec, Shape input) {
            this.golden = golden;
            this.layout = Layout.of(spec.parameters(input));
            this.binding = Binding.root(input, layout, Layout.of(List.of()));
            float[] parameters = new float[layout.length()];
            for (Slice slice : layout.slices()) {
                float[] values = golden.floats("params/" + key(slice));
                System.arraycopy(values, 0, parameters, slice.offset(), slice.length());
            }
            this.pass = Pass.evaluationWithGradient(
                    parameters, new float[0], new float[layout.length()], new Workspace(), GEMM);
        }

        void checkGradient() {
            for (Slice slice : layout.slices()) {
                check(
                        golden,
                        "dparams/" + key(slice),
                        Arrays.copyOfRange(pass.gradient(), slice.offset(), slice.end()));
            }
        }

        /** The reference uses underscores instead of the dots of a state dict. */
        private static String key(Slice slice) {
            return slice.name().replace('.', '_');
        }
    }
}
