package io.kindling.trainer.layer;

import java.util.Arrays;

/**
 * The input as convolution sees it: for each tap of a group of channels one row, for each output position one column, so that convolution is a
 * matrix product (im2col). It is made for some output rows at a time, counted through the whole batch: row r is row {@code r % rows.out()} of
 * example {@code r / rows.out()}.
 *
 * @param channels of the input, all groups together
 */
record Patches(int channels, int groups, WindowAxis rows, WindowAxis columns) {

    int channelsPerGroup() {
        return channels / groups;
    }

    /** Rows of the matrix: taps that one output of a group sums over. */
    int taps() {
        return channelsPerGroup() * rows.kernel() * columns.kernel();
    }

    int inputPlane() {
        return rows.in() * columns.in();
    }

    int outputPlane() {
        return rows.out() * columns.out();
    }

    /** Whether the matrix of one example is its input as it lies. */
    boolean areInput() {
        return rows.isIdentity() && columns.isIdentity();
    }

    /** Overwrites {@code patches}, (taps, (end - first) columns.out()), from {@code x}. */
    void gather(float[] x, int group, int first, int end, float[] patches) {
        int width = columns.out();
        int to = 0;
        for (int channel = group * channelsPerGroup(); channel < (group + 1) * channelsPerGroup(); channel++) {
            for (int ky = 0; ky < rows.kernel(); ky++) {
                for (int kx = 0; kx < columns.kernel(); kx++) {
                    int left = columns.first(kx);
                    int right = columns.end(kx);
                    int example = first / rows.out();
                    int row = first % rows.out();
                    for (int r = first; r < end; r++) {
                        int from = rows.at(row, ky);
                        if (rows.inside(from)) {
                            int base = ((example * channels + channel) * rows.in() + from) * columns.in();
                            Arrays.fill(patches, to, to + left, 0f);
                            gatherRow(x, base + columns.at(left, kx), patches, to + left, right - left);
                            Arrays.fill(patches, to + right, to + width, 0f);
                        } else {
                            Arrays.fill(patches, to, to + width, 0f);
                        }
                        to += width;
                        if (++row == rows.out()) {
                            row = 0;
                            example++;
                        }
                    }
                }
            }
        }
    }

    private void gatherRow(float[] x, int from, float[] patches, int to, int count) {
        int stride = columns.stride();
        if (stride == 1) {
            System.arraycopy(x, count == 0 ? 0 : from, patches, to, count);
        } else {
            for (int i = 0; i < count; i++) {
                patches[to + i] = x[from + i * stride];
            }
        }
    }

    /** The transpose of {@link #gather}: adds each value of {@code patches} to the place in {@code dx} that it would be read from. */
    void scatter(float[] patches, int group, int first, int end, float[] dx) {
        int width = columns.out();
        int stride = columns.stride();
        int from = 0;
        for (int channel = group * channelsPerGroup(); channel < (group + 1) * channelsPerGroup(); channel++) {
            for (int ky = 0; ky < rows.kernel(); ky++) {
                for (int kx = 0; kx < columns.kernel(); kx++) {
                    int left = columns.first(kx);
                    int count = columns.end(kx) - left;
                    int example = first / rows.out();
                    int row = first % rows.out();
                    for (int r = first; r < end; r++) {
                        int to = rows.at(row, ky);
                        if (rows.inside(to)) {
                            int base = ((example * channels + channel) * rows.in() + to) * columns.in()
                                    + columns.at(left, kx);
                            for (int i = 0; i < count; i++) {
                                dx[base + i * stride] += patches[from + left + i];
                            }
                        }
                        from += width;
                        if (++row == rows.out()) {
                            row = 0;
                            example++;
                        }
                    }
                }
            }
        }
    }
}
