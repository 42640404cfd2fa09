package io.kindling.trainer.golden;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** One reference case, or one group of tensors inside it ({@code step1}, {@code shard0}, {@code eval}). */
final class GoldenCase {
    private final JsonNode node;
    private final Comparison comparison;

    GoldenCase(JsonNode node, Comparison comparison) {
        this.node = node;
        this.comparison = comparison;
    }

    String name() {
        return node.get("name").asText();
    }

    String kind() {
        return node.get("kind").asText();
    }

    Comparison comparison() {
        return comparison;
    }

    /** Options; an empty object without options. */
    JsonNode attrs() {
        return node.path("attrs");
    }

    /** A copy with other options. */
    GoldenCase withAttrs(JsonNode attrs) {
        ObjectNode copy = node.deepCopy();
        copy.set("attrs", attrs);
        return new GoldenCase(copy, comparison);
    }

    /** A number among the options, or the default that the reference documents. */
    double attr(String key, double absent) {
        return attrs().path(key).asDouble(absent);
    }

    boolean has(String path) {
        return !at(path).isMissingNode();
    }

    /** The group under a path such as {@code step1} or {@code full/grads}. */
    GoldenCase group(String path) {
        return new GoldenCase(required(path), comparison);
    }

    /** Names of the members of this group. */
    List<String> keys() {
        List<String> keys = new ArrayList<>();
        node.fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    int[] shape(String path) {
        JsonNode shape = required(path).get("shape");
        int[] extents = new int[shape.size()];
        for (int i = 0; i < extents.length; i++) {
            extents[i] = shape.get(i).asInt();
        }
        return extents;
    }

    /** Values as float32, parsed from their text as float32. */
    float[] floats(String path) {
        JsonNode data = required(path).get("data");
        float[] values = new float[data.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = Float.parseFloat(data.get(i).asText());
        }
        return values;
    }

    double[] doubles(String path) {
        JsonNode data = required(path).get("data");
        double[] values = new double[data.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = Double.parseDouble(data.get(i).asText());
        }
        return values;
    }

    /** Largest difference between the recorded float32 result and float64; 0 if it is not listed. */
    double noise(String path) {
        JsonNode noise = node.path("float32_noise");
        JsonNode direct = noise.path(path);
        if (direct.isNumber()) {
            return direct.asDouble();
        }
        JsonNode nested = noise;
        for (String key : path.split("/", -1)) {
            nested = nested.path(key);
        }
        return nested.asDouble(0);
    }

    /** The largest noise listed anywhere in this case. */
    double largestNoise() {
        return largest(node.path("float32_noise"));
    }

    private static double largest(JsonNode noise) {
        double largest = noise.asDouble(0);
        for (JsonNode child : noise) {
            largest = Math.max(largest, largest(child));
        }
        return largest;
    }

    /** Compares a result with the tensor at {@code path}: every value must lie within atol + rtol |want|. */
    void check(String path, float[] got, double rtol, double atol) {
        double[] wide = new double[got.length];
        for (int i = 0; i < got.length; i++) {
            wide[i] = got[i];
        }
        check(path, wide, rtol, atol);
    }

    /** Like {@link #check(String, float[], double, double)}, for doubles. */
    void check(String path, double[] got, double rtol, double atol) {
        boolean isFloat = "float32".equals(required(path).path("dtype").asText());
        double[] want;
        if (isFloat) {
            float[] narrow = floats(path);
            want = new double[narrow.length];
            for (int i = 0; i < want.length; i++) {
                want[i] = narrow[i];
            }
        } else {
            want = doubles(path);
        }
        comparison.compare(path, got, want, rtol, atol);
    }

    private JsonNode required(String path) {
        JsonNode found = at(path);
        if (found.isMissingNode()) {
            throw new AssertionError("No " + path + " in this case; it holds " + new TreeSet<>(keys()));
        }
        return found;
    }

    private JsonNode at(String path) {
        JsonNode found = node.path(path);
        if (!found.isMissingNode()) {
            return found;
        }
        found = node;
        for (String key : path.split("/", -1)) {
            found = found.path(key);
        }
        return found;
    }

    /** Collects the errors of one case. */
    static final class Comparison {
        private final Map<String, String> failures = new LinkedHashMap<>();
        private int compared;
        private double largestError;
        private double largestShare;

        void compare(String path, double[] got, double[] want, double rtol, double atol) {
            if (got.length != want.length) {
                failures.put(path, path + " has " + got.length + " values, not " + want.length);
                return;
            }
            for (int i = 0; i < want.length; i++) {
                compared++;
                double error = Math.abs(got[i] - want[i]);
                double tolerance = atol + rtol * Math.abs(want[i]);
                if (!(error <= tolerance)) {
                    failures.putIfAbsent(
                            path,
                            path + "[" + i + "] is " + got[i] + ", not " + want[i] + ": off by " + error + ", allowed "
                                    + tolerance);
                }
                largestError = Math.max(largestError, error);
                largestShare = Math.max(largestShare, error == 0 ? 0 : error / tolerance);
            }
        }

        int compared() {
            return compared;
        }

        List<String> failures() {
            return List.copyOf(failures.values());
        }

        String summary() {
            return String.format(
                    "%d values, largest error %.2g (%.2f of what is allowed)", compared, largestError, largestShare);
        }
    }
}
