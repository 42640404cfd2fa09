package io.kindling.trainer.layer;

import java.util.Arrays;

/**
 * The im2col matrix of a convolution input: one row per tap of a group of channels, one column per output position.
 * Convolution is then a matrix product. The matrix covers consecutive output rows of one example at a time.
 *
 * <p>It is built in two steps. For one channel and one tap kx along the columns, the input rows with padding are
 * resampled to the output width ("lowered"; Cho and Brand, "MEC: memory-efficient convolution", 2017). In lowered rows,
 * the output rows of every tap ky are contiguous and are copied as a whole. With a stride s, lowered rows are grouped
 * by their number modulo s, so the output rows stay contiguous.
 *
 * @param channels input channels of all groups
 */
record Patches(int channels, int groups, WindowAxis rows, WindowAxis columns) {

    int channelsPerGroup() {
        return channels / groups;
    }

    /** Rows of the matrix: taps of one output of a group. */
    int taps() {
        return channelsPerGroup() * rows.kernel() * columns.kernel();
    }

    /** Rows of the lowered matrix: taps of one output of a group along the columns. */
    int loweredTaps() {
        return channelsPerGroup() * columns.kernel();
    }

    int inputPlane() {
        return rows.in() * columns.in();
    }

    int outputPlane() {
        return rows.out() * columns.out();
    }

    /** Whether the matrix of one example equals its input array. */
    boolean areInput() {
        return rows.isIdentity() && columns.isIdentity();
    }

    /**
     * Number of lowered values of one channel and tap for {@code outputRows} output rows: the scratch size of
     * {@link #gather} and {@link #scatter}.
     */
    int loweredValues(int outputRows) {
        return rows.stride() * loweredRows(outputRows) * columns.out();
    }

    /** Number of lowered rows per remainder modulo the stride. */
    private int loweredRows(int outputRows) {
        return outputRows + ((rows.kernel() - 1) * rows.dilation()) / rows.stride();
    }

    /** Offset in the lowered rows of the input row that tap ky reads at the first output row. */
    int loweredStart(int ky, int outputRows) {
        int distance = ky * rows.dilation();
        return (distance % rows.stride() * loweredRows(outputRows) + distance / rows.stride()) * columns.out();
    }

    /**
     * Overwrites columns of {@code patches} with the output rows {@code [first, end)} of one example.
     *
     * @param at first column
     * @param pitch total columns of {@code patches}
     * @param lowered scratch of {@link #loweredValues}, overwritten
     */
    void gather(
            float[] x,
            int example,
            int group,
            int first,
            int end,
            float[] patches,
            int at,
            int pitch,
            float[] lowered) {
        int count = (end - first) * columns.out();
        int to = at;
        for (int channel = group * channelsPerGroup(); channel < (group + 1) * channelsPerGroup(); channel++) {
            int plane = (example * channels + channel) * inputPlane();
            for (int kx = 0; kx < columns.kernel(); kx++) {
                lower(x, plane, kx, first, end, lowered, 0);
                for (int ky = 0; ky < rows.kernel(); ky++) {
                    int row = to + (ky * columns.kernel() + kx) * pitch;
                    System.arraycopy(lowered, loweredStart(ky, end - first), patches, row, count);
                }
            }
            to += rows.kernel() * columns.kernel() * pitch;
        }
    }

    /**
     * Overwrites {@code lowered}, (channels per group, taps along the columns, {@link #loweredValues}), with the input
     * values of the output rows {@code [first, end)} of one example and group. The values of a tap along the rows are
     * contiguous from {@link #loweredStart} on.
     */
    void lower(float[] x, int example, int group, int first, int end, float[] lowered) {
        int to = 0;
        for (int channel = group * channelsPerGroup(); channel < (group + 1) * channelsPerGroup(); channel++) {
            int plane = (example * channels + channel) * inputPlane();
            for (int kx = 0; kx < columns.kernel(); kx++) {
                lower(x, plane, kx, first, end, lowered, to);
                to += loweredValues(end - first);
            }
        }
    }

    /** The transpose of {@link #lower}: adds each value of {@code lowered} to its source position in {@code dx}. */
    void addLowered(float[] lowered, int example, int group, int first, int end, float[] dx) {
        int from = 0;
        for (int channel = group * channelsPerGroup(); channel < (group + 1) * channelsPerGroup(); channel++) {
            int plane = (example * channels + channel) * inputPlane();
            for (int kx = 0; kx < columns.kernel(); kx++) {
                addLowered(lowered, from, kx, first, end, dx, plane);
                from += loweredValues(end - first);
            }
        }
    }

    private void lower(float[] x, int plane, int kx, int first, int end, float[] lowered, int at) {
        int width = columns.out();
        int left = columns.first(kx);
        int right = columns.end(kx);
        int stride = columns.stride();
        int shift = columns.at(left, kx);
        int to = at;
        for (int remainder = 0; remainder < rows.stride(); remainder++) {
            int from = rows.at(first, 0) + remainder;
            for (int i = loweredRows(end - first); i > 0; i--) {
                if (rows.inside(from) && left < right) {
                    int base = plane + from * columns.in() + shift;
                    Arrays.fill(lowered, to, to + left, 0f);
                    if (stride == 1) {
                        System.arraycopy(x, base, lowered, to + left, right - left);
                    } else {
                        for (int j = left; j < right; j++) {
                            lowered[to + j] = x[base + (j - left) * stride];
                        }
                    }
                    Arrays.fill(lowered, to + right, to + width, 0f);
                } else {
                    Arrays.fill(lowered, to, to + width, 0f);
                }
                to += width;
                from += rows.stride();
            }
        }
    }

    /**
     * The transpose of {@link #gather}: adds each value of these columns of {@code patches} to its source position in
     * {@code dx}.
     *
     * @param lowered scratch of {@link #loweredValues}, overwritten; {@code run} is scratch too
     */
    void scatter(
            float[] patches,
            int at,
            int pitch,
            int example,
            int group,
            int first,
            int end,
            float[] dx,
            float[] lowered,
            float[] run) {
        int count = (end - first) * columns.out();
        int from = at;
        for (int channel = group * channelsPerGroup(); channel < (group + 1) * channelsPerGroup(); channel++) {
            int plane = (example * channels + channel) * inputPlane();
            for (int kx = 0; kx < columns.kernel(); kx++) {
                System.arraycopy(patches, from + kx * pitch, lowered, 0, count);
                Arrays.fill(lowered, count, loweredValues(end - first), 0f);
                for (int ky = 1; ky < rows.kernel(); ky++) {
                    int row = from + (ky * columns.kernel() + kx) * pitch;
                    int to = loweredStart(ky, end - first);
                    System.arraycopy(patches, row, run, to, count);
                    add(run, lowered, to, to + count);
                }
                addLowered(lowered, 0, kx, first, end, dx, plane);
            }
            from += rows.kernel() * columns.kernel() * pitch;
        }
    }

    /**
     * Both arrays share one index: the JIT compiler of JDK 17 does not vectorize an addition with two different
     * offsets.
     */
    private static void add(float[] run, float[] lowered, int from, int to) {
        for (int i = from; i < to; i++) {
            lowered[i] += run[i];
        }
    }

    private void addLowered(float[] lowered, int at, int kx, int first, int end, float[] dx, int plane) {
        int left = columns.first(kx);
        int right = columns.end(kx);
        int stride = columns.stride();
        int shift = columns.at(left, kx);
        int from = at;
        for (int remainder = 0; remainder < rows.stride(); remainder++) {
            int to = rows.at(first, 0) + remainder;
            for (int i = loweredRows(end - first); i > 0; i--) {
                if (rows.inside(to)) {
                    int base = plane + to * columns.in() + shift;
                    for (int j = left; j < right; j++) {
                        dx[base + (j - left) * stride] += lowered[from + j];
                    }
                }
                from += columns.out();
                to += rows.stride();
            }
        }
    }
}
