package io.kindling.trainer.layer;

import io.kindling.trainer.math.Gemm;
import io.kindling.trainer.math.Gemm.Operand;
import io.kindling.trainer.math.SoftmaxRow;
import java.util.Arrays;

/**
 * Scaled dot-product attention: for each example and head, context = softmax(q k^T / sqrt(headSize)) v (Vaswani et al.,
 * 2017). A row of q and of the context is the concatenation of the heads: (n, queries, heads * headSize). Keys and
 * values are (n, keys, heads * headSize) with row stride {@code ldkv}, so both can share one array.
 *
 * <p>If all keys of a query are masked, its weights, context and gradient are 0. (PyTorch returns NaN, so one empty
 * sequence would make the sums of the whole batch NaN.)
 *
 * @param queries steps of the query sequence
 * @param keys steps of the key sequence
 */
public record ScaledDotProductAttention(int queries, int keys, int heads, int headSize) {

    private int embedDim() {
        return heads * headSize;
    }

    private float scale() {
        return (float) (1 / Math.sqrt(headSize));
    }

    /** Number of attention weights of n examples: (n, heads, queries, keys). */
    public int weights(int n) {
        return n * heads * queries * keys;
    }

    /** Reads q, k and v; overwrites the weights (n, heads, queries, keys) and the context. */
    public void forward(
            Gemm gemm,
            AttentionMask mask,
            int n,
            float[] q,
            float[] k,
            int kAt,
            float[] v,
            int vAt,
            int ldkv,
            float[] weights,
            float[] context) {
        int ld = embedDim();
        int block = queries * keys;
        for (int i = 0; i < n * heads; i++) {
            int example = i / heads;
            int column = i % heads * headSize;
            int query = example * queries * ld + column;
            int key = example * keys * ldkv + column;
            gemm.multiply(
                    Operand.PLAIN,
                    Operand.TRANSPOSED,
                    queries,
                    keys,
                    headSize,
                    scale(),
                    q,
                    query,
                    ld,
                    k,
                    kAt + key,
                    ldkv,
                    0f,
                    weights,
                    i * block,
                    keys);
            mask.hide(weights, i * block, example, queries, keys);
            for (int row = 0; row < queries; row++) {
                softmax(weights, i * block + row * keys, keys);
            }
            gemm.multiply(
                    Operand.PLAIN,
                    Operand.PLAIN,
                    queries,
                    headSize,
                    keys,
                    1f,
                    weights,
                    i * block,
                    keys,
                    v,
                    vAt + key,
                    ldkv,
                    0f,
                    context,
                    query,
                    ld);
        }
    }

    /**
     * Reads q, k, v, the weights and dContext; overwrites dq, dk and dv, which have the layout of q, k and v.
     *
     * @param scores scratch of at least queries * keys values
     */
    public void backward(
            Gemm gemm,
            int n,
            float[] q,
            float[] k,
            int kAt,
            float[] v,
            int vAt,
            int ldkv,
            float[] weights,
            float[] dContext,
            float[] scores,
            float[] dq,
            float[] dk,
            float[] dv) {
        int ld = embedDim();
        for (int i = 0; i < n * heads; i++) {
            int example = i / heads;
            int column = i % heads * headSize;
            int query = example * queries * ld + column;
            int key = example * keys * ldkv + column;
            int block = i * queries * keys;
            gemm.multiply(
                    Operand.PLAIN,
                    Operand.TRANSPOSED,
                    queries,
                    keys,
                    headSize,
                    1f,
                    dContext,
                    query,
                    ld,
                    v,
                    vAt + key,
                    ldkv,
                    0f,
                    scores,
                    0,
                    keys);
            gemm.multiply(
                    Operand.TRANSPOSED,
                    Operand.PLAIN,
                    keys,
                    headSize,
                    queries,
                    1f,
                    weights,
                    block,
                    keys,
                    dContext,
                    query,
                    ld,
                    0f,
                    dv,
                    vAt + key,
                    ldkv);
            for (int row = 0; row < queries; row++) {
                softmaxGradient(weights, block + row * keys, scores, row * keys, keys);
            }
            gemm.multiply(
                    Operand.PLAIN,
                    Operand.PLAIN,
                    queries,
                    headSize,
                    keys,
                    scale(),
                    scores,
                    0,
                    keys,
                    k,
                    kAt + key,
                    ldkv,
                    0f,
                    dq,
                    query,
                    ld);
            gemm.multiply(
                    Operand.TRANSPOSED,
                    Operand.PLAIN,
                    keys,
                    headSize,
                    queries,
                    scale(),
                    scores,
                    0,
                    keys,
                    q,
                    query,
                    ld,
                    0f,
                    dk,
                    kAt + key,
                    ldkv);
        }
    }

    /** Softmax in place; a fully masked row becomes zeros. */
    private static void softmax(float[] scores, int at, int length) {
        if (hidden(scores, at, length)) {
            Arrays.fill(scores, at, at + length, 0f);
        } else {
            SoftmaxRow.softmax(scores, at, length, scores);
        }
    }

    private static boolean hidden(float[] scores, int at, int length) {
        for (int j = at; j < at + length; j++) {
            if (scores[j] != Float.NEGATIVE_INFINITY) {
                return false;
            }
        }
        return true;
    }

    /** Converts the gradient g of weights w to the gradient of their scores, in place: w (g - sum of w g). */
    private static void softmaxGradient(float[] weights, int weightsAt, float[] gradient, int at, int length) {
        double mean = 0;
        for (int j = 0; j < length; j++) {
            mean += (double) weights[weightsAt + j] * gradient[at + j];
        }
        for (int j = 0; j < length; j++) {
            gradient[at + j] = (float) (weights[weightsAt + j] * (gradient[at + j] - mean));
        }
    }
}
