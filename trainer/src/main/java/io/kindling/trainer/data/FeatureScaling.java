package io.kindling.trainer.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kindling.trainer.error.StorageException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.BitSet;

/**
 * {@code (x - shift) scale}, feature by feature. Fitted on the training examples, kept with the model, and applied in the same way wherever the model is used.
 */
public final class FeatureScaling implements Serializable {
    private static final long serialVersionUID = 1L;

    private final double[] shift;
    private final double[] scale;

    /** A scaling over arrays that are kept, not copied. */
    public FeatureScaling(double[] shift, double[] scale) {
        if (shift.length != scale.length) {
            throw new IllegalArgumentException(
                    "Invalid scaling: " + shift.length + " shifts, " + scale.length + " scales (must be as many)");
        }
        this.shift = shift;
        this.scale = scale;
    }

    /** The scaling that changes nothing. */
    public static FeatureScaling identity(int features) {
        return by(features, 1);
    }

    /** Every feature times {@code scale}. */
    public static FeatureScaling by(int features, double scale) {
        double[] scales = new double[features];
        Arrays.fill(scales, scale);
        return new FeatureScaling(new double[features], scales);
    }

    /** The same, but for features that stay as they are. */
    public FeatureScaling except(BitSet features) {
        double[] shifts = shift.clone();
        double[] scales = scale.clone();
        features.stream().forEach(feature -> {
            shifts[feature] = 0;
            scales[feature] = 1;
        });
        return new FeatureScaling(shifts, scales);
    }

    public int features() {
        return shift.length;
    }

    /** Whether a feature stays as it is. */
    public boolean isIdentity(int feature) {
        return shift[feature] == 0 && scale[feature] == 1;
    }

    public double shift(int feature) {
        return shift[feature];
    }

    public double scale(int feature) {
        return scale[feature];
    }

    /** Overwrites n rows of features, (n, features), computed in double. */
    public void apply(float[] values, int n) {
        int columns = shift.length;
        for (int at = 0; at < n * columns; at += columns) {
            for (int c = 0; c < columns; c++) {
                values[at + c] = (float) ((values[at + c] - shift[c]) * scale[c]);
            }
        }
    }

    /** {@code {"shift": [...], "scale": [...]}}; reading it back gives the same bits. */
    public ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode shifts = json.putArray("shift");
        ArrayNode scales = json.putArray("scale");
        for (int c = 0; c < shift.length; c++) {
            shifts.add(shift[c]);
            scales.add(scale[c]);
        }
        return json;
    }

    /**
     * Reads what {@link #toJson} wrote.
     *
     * @throws StorageException if it is anything else
     */
    public static FeatureScaling fromJson(JsonNode json) {
        double[] shift = numbers(json.path("shift"));
        double[] scale = numbers(json.path("scale"));
        if (shift.length != scale.length) {
            throw new StorageException(
                    "Invalid scaling: " + shift.length + " shifts, " + scale.length + " scales (must be as many)");
        }
        return new FeatureScaling(shift, scale);
    }

    private static double[] numbers(JsonNode array) {
        if (!array.isArray()) {
            throw new StorageException("Invalid scaling: " + array + " (must have arrays of numbers shift and scale)");
        }
        double[] numbers = new double[array.size()];
        for (int i = 0; i < numbers.length; i++) {
            if (!array.get(i).isNumber() || !Double.isFinite(array.get(i).doubleValue())) {
                throw new StorageException("Invalid scaling: " + array.get(i) + " (must be a finite number)");
            }
            numbers[i] = array.get(i).doubleValue();
        }
        return numbers;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FeatureScaling that
                && Arrays.equals(shift, that.shift)
                && Arrays.equals(scale, that.scale);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(shift) + Arrays.hashCode(scale);
    }
}
