package io.kindling.trainer.layer;

import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.onnx.OnnxAttribute;
import java.util.Arrays;
import java.util.List;

/**
 * Geometry of a sliding window along one axis. Images have two axes; signals have one axis and {@link #SINGLE}. Tap k
 * of output position o reads input position {@code o stride - padding + k dilation}, which can be in the padding.
 *
 * @param in input size
 * @param out number of window positions; 0 if the window does not fit
 */
record WindowAxis(int in, int kernel, int stride, int padding, int dilation, int out) {

    /** The second axis of a signal, of size 1. */
    static final WindowAxis SINGLE = new WindowAxis(1, 1, 1, 0, 1, 1);

    /** A window that stays inside the input and its padding. */
    static WindowAxis inside(int in, int kernel, int stride, int padding, int dilation) {
        long room = in + 2L * padding - ((long) dilation * (kernel - 1) + 1);
        return new WindowAxis(in, kernel, stride, padding, dilation, room < 0 ? 0 : Math.toIntExact(room / stride + 1));
    }

    /**
     * A pooling window. With {@code ceilMode} the last window can extend beyond the right padding if it starts inside
     * the input or the left padding.
     */
    static WindowAxis pooling(int in, int kernel, int stride, int padding, boolean ceilMode) {
        WindowAxis inside = inside(in, kernel, stride, padding, 1);
        if (!ceilMode) {
            return inside;
        }
        long covered = in + 2L * padding - kernel;
        int out = covered < 0 ? 1 : Math.toIntExact((covered + stride - 1) / stride + 1);
        if ((out - 1L) * stride >= (long) in + padding) {
            out--;
        }
        return new WindowAxis(in, kernel, stride, padding, 1, out);
    }

    /**
     * Rejects padding so wide that a pooling window could cover padding only.
     *
     * @throws ConfigurationException {@code Invalid <name>: <padding> (must be at most half of the kernel)}
     */
    static void atMostHalf(String name, int padding, int kernel) {
        if (2L * padding > kernel) {
            throw new ConfigurationException(
                    "Invalid " + name + ": " + padding + " (must be at most half of kernelSize, " + kernel + ")");
        }
    }

    /** Input position that tap {@code k} reads at output position {@code o}; outside [0, in) it is in the padding. */
    int at(int o, int k) {
        return o * stride - padding + k * dilation;
    }

    boolean inside(int position) {
        return position >= 0 && position < in;
    }

    /** First output position at which tap {@code k} reads the input instead of the left padding. */
    int first(int k) {
        return Math.min(out, Math.max(0, ceilDiv(padding - k * dilation)));
    }

    /** One past the last output position at which tap {@code k} reads the input; at least {@link #first}. */
    int end(int k) {
        return Math.max(first(k), Math.min(out, ceilDiv(in + padding - k * dilation)));
    }

    private int ceilDiv(int distance) {
        return -Math.floorDiv(-distance, stride);
    }

    /**
     * ONNX attributes of these windows. The right padding is exactly what the last window needs, regardless of rounding.
     */
    static List<OnnxAttribute> attributes(WindowAxis... axes) {
        int[] far = Arrays.stream(axes)
                .mapToInt(axis -> Math.max(0, axis.at(axis.out - 1, axis.kernel - 1) + 1 - axis.in))
                .toArray();
        int[] near = Arrays.stream(axes).mapToInt(WindowAxis::padding).toArray();
        int[] pads = Arrays.copyOf(near, 2 * near.length);
        System.arraycopy(far, 0, pads, near.length, far.length);
        return List.of(
                OnnxAttribute.integers(
                        "kernel_shape",
                        Arrays.stream(axes).mapToInt(WindowAxis::kernel).toArray()),
                OnnxAttribute.integers(
                        "strides",
                        Arrays.stream(axes).mapToInt(WindowAxis::stride).toArray()),
                OnnxAttribute.integers("pads", pads));
    }

    /** Whether every output position reads exactly the input position of the same number. */
    boolean isIdentity() {
        return kernel == 1 && stride == 1 && padding == 0;
    }
}
