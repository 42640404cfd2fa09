package io.kindling.trainer.layer;

import io.kindling.trainer.layout.Slice;

/**
 * Multi-head attention bound to a network, as self-attention or cross-attention. {@code in_proj_weight} projects the
 * query sequence to q and the keyValue sequence to k and v; {@code out_proj} projects the context to the output. Holds
 * offsets only.
 */
public final class AttentionProjections {
    private static final int Q = Workspace.FIRST_FREE_SLOT;
    private static final int KV = Q + 1;
    private static final int WEIGHTS = Q + 2;
    private static final int CONTEXT = Q + 3;
    private static final int CONTEXT_GRADIENT = Q + 4;
    private static final int Q_GRADIENT = Q + 5;
    private static final int KV_GRADIENT = Q + 6;
    private static final int SCORES = Q + 7;

    private final ScaledDotProductAttention attention;
    private final int embedDim;
    private final int id;
    private final Affine queryProjection;
    private final Affine keyValueProjection;
    private final Affine outProjection;

    /**
     * Binds the attention of {@code spec}.
     *
     * @param queries steps of the query sequence
     * @param keys steps of the keyValue sequence
     */
    public AttentionProjections(MultiheadAttention spec, Binding binding, int queries, int keys) {
        int e = binding.input().lastDimension();
        int weight = binding.parameter("in_proj_weight").offset();
        int bias = spec.bias() ? binding.parameter("in_proj_bias").offset() : Affine.NO_BIAS;
        Slice outWeight = binding.parameter("out_proj.weight");
        int outBias = spec.bias() ? binding.parameter("out_proj.bias").offset() : Affine.NO_BIAS;
        this.attention = new ScaledDotProductAttention(queries, keys, spec.numHeads(), e / spec.numHeads());
        this.embedDim = e;
        this.id = binding.id();
        this.queryProjection = new Affine(e, e, weight, bias);
        this.keyValueProjection = new Affine(e, 2 * e, weight + e * e, spec.bias() ? bias + e : Affine.NO_BIAS);
        this.outProjection = new Affine(e, e, outWeight.offset(), outBias);
    }

    /** The attention weights (n, heads, queries, keys) of the last {@link #forward}. */
    public float[] weights(Pass pass, int n) {
        return pass.workspace().floats(id, WEIGHTS, attention.weights(n));
    }

    /**
     * Reads the query (n, queries, embedDim) and the keyValue sequence (n, keys, embedDim), which can be the same
     * array; overwrites y (n, queries, embedDim).
     */
    public void forward(Pass pass, AttentionMask mask, float[] query, float[] keyValue, float[] y, int n) {
        int queryRows = n * attention.queries();
        int keyRows = n * attention.keys();
        float[] q = pass.workspace().floats(id, Q, queryRows * embedDim);
        float[] kv = pass.workspace().floats(id, KV, keyRows * 2 * embedDim);
        float[] context = pass.workspace().floats(id, CONTEXT, queryRows * embedDim);
        queryProjection.forward(pass.gemm(), pass.parameters(), queryRows, query, 0, embedDim, q);
        keyValueProjection.forward(pass.gemm(), pass.parameters(), keyRows, keyValue, 0, embedDim, kv);
        attention.forward(pass.gemm(), mask, n, q, kv, 0, kv, embedDim, 2 * embedDim, weights(pass, n), context);
        outProjection.forward(pass.gemm(), pass.parameters(), queryRows, context, 0, embedDim, y);
    }

    /**
     * Computes gradients from dy and the arrays of the last forward pass; adds to the gradient of the pass.
     *
     * @param dQuery overwritten, or null
     * @param dKeyValue overwritten, or null; if it is the same array as {@code dQuery}, it receives the sum of both
     *     gradients
     */
    public void backward(
            Pass pass, float[] query, float[] keyValue, float[] dy, float[] dQuery, float[] dKeyValue, int n) {
        int queryRows = n * attention.queries();
        int keyRows = n * attention.keys();
        Workspace workspace = pass.workspace();
        float[] q = workspace.floats(id, Q, queryRows * embedDim);
        float[] kv = workspace.floats(id, KV, keyRows * 2 * embedDim);
        float[] context = workspace.floats(id, CONTEXT, queryRows * embedDim);
        float[] dContext = workspace.floats(id, CONTEXT_GRADIENT, queryRows * embedDim);
        float[] dq = workspace.floats(id, Q_GRADIENT, queryRows * embedDim);
        float[] dkv = workspace.floats(id, KV_GRADIENT, keyRows * 2 * embedDim);
        float[] scores = workspace.floats(id, SCORES, attention.weights(1));
        float[] parameters = pass.parameters();
        float[] gradient = pass.gradient();
        outProjection.addGradient(pass.gemm(), gradient, queryRows, context, 0, embedDim, dy);
        outProjection.inputGradient(pass.gemm(), parameters, queryRows, dy, 0, 0f, dContext, 0, embedDim);
        attention.backward(
                pass.gemm(), n, q, kv, 0, kv, embedDim, 2 * embedDim, weights(pass, n), dContext, scores, dq, dkv, dkv);
        queryProjection.addGradient(pass.gemm(), gradient, queryRows, query, 0, embedDim, dq);
        keyValueProjection.addGradient(pass.gemm(), gradient, keyRows, keyValue, 0, embedDim, dkv);
        if (dQuery != null) {
            queryProjection.inputGradient(pass.gemm(), parameters, queryRows, dq, 0, 0f, dQuery, 0, embedDim);
        }
        if (dKeyValue != null) {
            float beta = dKeyValue == dQuery ? 1f : 0f;
            keyValueProjection.inputGradient(pass.gemm(), parameters, keyRows, dkv, 0, beta, dKeyValue, 0, embedDim);
        }
    }
}
