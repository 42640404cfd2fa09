package io.kindling.trainer.layer;

import io.kindling.trainer.math.Gemm;
import io.kindling.trainer.math.Gemm.Operand;

/**
 * An affine map y = x W^T + b on rows, as a part of a layer.
 *
 * @param in values per row of x; the stride of the rows can be larger
 * @param out values per row of y; the rows are contiguous
 * @param weight offset of W, [out, in], in the parameters and in the gradient
 * @param bias offset of b, [out], in the parameters and in the gradient; {@link #NO_BIAS} without a bias
 */
record Affine(int in, int out, int weight, int bias) {
    static final int NO_BIAS = -1;

    /** Overwrites {@code y[0 .. rows * out)}. */
    void forward(Gemm gemm, float[] parameters, int rows, float[] x, int xAt, int ldx, float[] y) {
        boolean biased = bias != NO_BIAS;
        for (int row = 0; biased && row < rows; row++) {
            System.arraycopy(parameters, bias, y, row * out, out);
        }
        gemm.multiply(
                Operand.PLAIN,
                Operand.TRANSPOSED,
                rows,
                out,
                in,
                1f,
                x,
                xAt,
                ldx,
                parameters,
                weight,
                in,
                biased ? 1f : 0f,
                y,
                0,
                out);
    }

    /** Adds dy^T x and the column sums of dy to the gradient. */
    void addGradient(Gemm gemm, float[] gradient, int rows, float[] x, int xAt, int ldx, float[] dy) {
        gemm.multiply(
                Operand.TRANSPOSED,
                Operand.PLAIN,
                out,
                in,
                rows,
                1f,
                dy,
                0,
                out,
                x,
                xAt,
                ldx,
                1f,
                gradient,
                weight,
                in);
        boolean biased = bias != NO_BIAS;
        for (int row = 0; biased && row < rows; row++) {
            int from = row * out;
            for (int j = 0; j < out; j++) {
                gradient[bias + j] += dy[from + j];
            }
        }
    }

    /** dx = dy W + beta dx, for the rows of dy that start at {@code dyAt}. */
    void inputGradient(
            Gemm gemm, float[] parameters, int rows, float[] dy, int dyAt, float beta, float[] dx, int dxAt, int lddx) {
        gemm.multiply(
                Operand.PLAIN,
                Operand.PLAIN,
                rows,
                in,
                out,
                1f,
                dy,
                dyAt,
                out,
                parameters,
                weight,
                in,
                beta,
                dx,
                dxAt,
                lddx);
    }
}
