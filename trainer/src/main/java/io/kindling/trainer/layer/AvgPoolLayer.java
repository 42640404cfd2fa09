package io.kindling.trainer.layer;

import io.kindling.trainer.onnx.OnnxAttribute;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Runtime of AvgPool1d and AvgPool2d. */
final class AvgPoolLayer implements Layer {
    private final int channels;
    private final WindowAxis rows;
    private final WindowAxis columns;
    /** Reciprocal of the divisor of each window of a plane. */
    private final float[] shares;

    AvgPoolLayer(int channels, WindowAxis rows, WindowAxis columns, boolean countIncludePad) {
        this.channels = channels;
        this.rows = rows;
        this.columns = columns;
        this.shares = new float[rows.out() * columns.out()];
        for (int i = 0; i < shares.length; i++) {
            int height = counted(rows, i / columns.out(), countIncludePad);
            int width = counted(columns, i % columns.out(), countIncludePad);
            shares[i] = 1f / (height * width);
        }
    }

    /** ONNX divides by the whole window; a factor corrects windows with a smaller divisor. */
    static String export(OnnxScope scope, String x, boolean countIncludePad, WindowAxis... axes) {
        List<OnnxAttribute> attributes = new ArrayList<>(WindowAxis.attributes(axes));
        attributes.add(OnnxAttribute.integer("count_include_pad", 1));
        String mean = scope.node("AveragePool", List.of(x), attributes);
        WindowAxis rows = axes.length == 1 ? WindowAxis.SINGLE : axes[0];
        WindowAxis columns = axes[axes.length - 1];
        AvgPoolLayer layer = new AvgPoolLayer(1, rows, columns, countIncludePad);
        float[] factors = layer.shares.clone();
        boolean plain = true;
        for (int i = 0; i < factors.length; i++) {
            factors[i] *= rows.kernel() * columns.kernel();
            plain &= factors[i] == 1f;
        }
        List<Integer> dimensions = Arrays.stream(axes).map(WindowAxis::out).toList();
        return plain ? mean : scope.node("Mul", List.of(mean, scope.floats("share", dimensions, factors)));
    }

    private static int counted(WindowAxis axis, int o, boolean countIncludePad) {
        int border = countIncludePad ? axis.padding() : 0;
        int start = axis.at(o, 0);
        return Math.min(start + axis.kernel(), axis.in() + border) - Math.max(start, -border);
    }

    @Override
    public void forward(Pass pass, float[] x, float[] y, int n) {
        Arrays.fill(y, 0, n * channels * shares.length, 0f);
        for (int plane = 0; plane < n * channels; plane++) {
            for (int ky = 0; ky < rows.kernel(); ky++) {
                for (int kx = 0; kx < columns.kernel(); kx++) {
                    addTap(x, y, plane, ky, kx);
                }
            }
            int to = plane * shares.length;
            for (int i = 0; i < shares.length; i++) {
                y[to + i] *= shares[i];
            }
        }
    }

    /** Adds one tap of each window in a plane to the output. */
    private void addTap(float[] x, float[] y, int plane, int ky, int kx) {
        int stride = columns.stride();
        int left = columns.first(kx);
        int right = columns.end(kx);
        for (int row = rows.first(ky); row < rows.end(ky); row++) {
            int to = (plane * rows.out() + row) * columns.out();
            int from = (plane * rows.in() + rows.at(row, ky)) * columns.in() + columns.at(0, kx);
            for (int i = left; i < right; i++) {
                y[to + i] += x[from + i * stride];
            }
        }
    }

    @Override
    public void backward(Pass pass, float[] x, float[] y, float[] dy, float[] dx, int n) {
        if (dx == null) {
            return;
        }
        Arrays.fill(dx, 0, n * channels * rows.in() * columns.in(), 0f);
        for (int plane = 0; plane < n * channels; plane++) {
            for (int ky = 0; ky < rows.kernel(); ky++) {
                for (int kx = 0; kx < columns.kernel(); kx++) {
                    addTapGradient(dy, dx, plane, ky, kx);
                }
            }
        }
    }

    /** Adds the share of the output gradient to the input that one tap of each window reads. */
    private void addTapGradient(float[] dy, float[] dx, int plane, int ky, int kx) {
        int stride = columns.stride();
        int left = columns.first(kx);
        int right = columns.end(kx);
        for (int row = rows.first(ky); row < rows.end(ky); row++) {
            int from = (plane * rows.out() + row) * columns.out();
            int to = (plane * rows.in() + rows.at(row, ky)) * columns.in() + columns.at(0, kx);
            for (int i = left; i < right; i++) {
                dx[to + i * stride] += dy[from + i] * shares[row * columns.out() + i];
            }
        }
    }
}
