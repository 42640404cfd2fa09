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
 * Scales each feature: {@code (x - shift) scale}. Fitted on the training examples, stored with the model, and applied
 * wherever the model is used.
 */
public final class FeatureScaling implements Serializable {
    private static final long serialVersionUID = 1L;

    private final double[] shift;
    private final double[] scale;

    /** Creates a scaling. The arrays are kept, not copied. */
    public FeatureScaling(double[] shift, double[] scale) {
        if (shift.length != scale.length) {
            throw new IllegalArgumentException(
                    "Invalid scaling: " + shift.length + " shifts, " + scale.length + " scales (must be equal)");
        }
        this.shift = shift;
        this.scale = scale;
    }

    /** The identity scaling. */
    public static FeatureScaling identity(int features) {
        return by(features, 1);
    }

    /** Multiplies every feature by {@code scale}. */
    public static FeatureScaling by(int features, double scale) {
        double[] scales = new double[features];
        Arrays.fill(scales, scale);
        return new FeatureScaling(new double[features], scales);
    }

    /** Returns a copy that does not scale the given features. */
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

    /** Whether a feature is unchanged. */
    public boolean isIdentity(int feature) {
        return shift[feature] == 0 && scale[feature] == 1;
    }

    public double shift(int feature) {
        return shift[feature];
    }

    public double scale(int feature) {
        return scale[feature];
    }

    /** Scales n rows of features, (n, features), in place, computed in double. */
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
     * Reads the JSON of {@link #toJson}.
     *
     * @throws StorageException if the JSON is invalid
     */
    public static FeatureScaling fromJson(JsonNode json) {
        double[] shift = numbers(json.path("shift"));
        double[] scale = numbers(json.path("scale"));
        if (shift.length != scale.length) {
            throw new StorageException(
                    "Invalid scaling: " + shift.length + " shifts, " + scale.length + " scales (must be equal)");
        }
        return new FeatureScaling(shift, scale);
    }

    private static double[] numbers(JsonNode array) {
        if (!array.isArray()) {
            throw new StorageException("Invalid scaling: " + array + " (must have the arrays shift and scale)");
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
