package io.kindling.driver.evaluation;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kindling.driver.model.ClassNames;
import io.kindling.trainer.metric.ConfusionMatrix;
import io.kindling.trainer.metric.MetricSums;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Precision, recall and F1 of a classifier per class, computed from its confusion matrix.
 *
 * @param confusion weight of the examples by actual class, then by predicted class
 * @param names names of the classes
 */
public record ClassTable(List<List<Double>> confusion, ClassNames names) {
    private static final int MAX_NAME_LENGTH = 24;

    public ClassTable {
        confusion = confusion.stream().map(List::copyOf).toList();
    }

    /** Returns the table of sums that include the confusion matrix. */
    public static ClassTable of(MetricSums sums, ConfusionMatrix matrix, int classes, ClassNames names) {
        double[] counts = sums.sums(matrix);
        List<List<Double>> confusion = new ArrayList<>();
        for (int actual = 0; actual < classes; actual++) {
            List<Double> row = new ArrayList<>();
            for (int predicted = 0; predicted < classes; predicted++) {
                row.add(matrix.at(counts, 0, sums.columns(), actual, predicted));
            }
            confusion.add(row);
        }
        return new ClassTable(confusion, names);
    }

    public int classes() {
        return confusion.size();
    }

    /** Total weight of the examples of a class. */
    public double support(int c) {
        return confusion.get(c).stream().mapToDouble(Double::doubleValue).sum();
    }

    private double predicted(int c) {
        return confusion.stream().mapToDouble(row -> row.get(c)).sum();
    }

    private double correct(int c) {
        return confusion.get(c).get(c);
    }

    /** Share of correct predictions among the predictions of a class; 0 without predictions. */
    public double precision(int c) {
        return predicted(c) == 0 ? 0 : correct(c) / predicted(c);
    }

    /** Share of the examples of a class that are predicted correctly; 0 without examples. */
    public double recall(int c) {
        return support(c) == 0 ? 0 : correct(c) / support(c);
    }

    /** Harmonic mean of precision and recall; 0 if both are 0. */
    public double f1(int c) {
        double both = predicted(c) + support(c);
        return both == 0 ? 0 : 2 * correct(c) / both;
    }

    /** Adds {@code classes}, an array of objects, and {@code confusionMatrix}, an array of rows. */
    public void addTo(ObjectNode json) {
        ArrayNode classes = json.putArray("classes");
        ArrayNode matrix = json.putArray("confusionMatrix");
        for (int c = 0; c < classes(); c++) {
            ObjectNode one = classes.addObject();
            one.put("class", c);
            if (!names.isEmpty()) {
                one.put("name", names.of(0, c));
            }
            one.put("precision", precision(c));
            one.put("recall", recall(c));
            one.put("f1", f1(c));
            one.put("support", support(c));
            ArrayNode row = matrix.addArray();
            confusion.get(c).forEach(row::add);
        }
    }

    /** Returns human-readable lines: one per class, followed by the row of the confusion matrix. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        List<String> shown =
                names.first(classes()).stream().map(ClassTable::shortened).toList();
        int longest = shown.stream().mapToInt(String::length).max().orElse(0);
        String name = "%" + Math.max("class".length(), longest) + "s";
        String cell = " %" + Math.max(7, longest) + "s";
        StringBuilder head = new StringBuilder(String.format(
                Locale.ROOT,
                name + " %9s %9s %9s %9s | predicted as",
                "class",
                "precision",
                "recall",
                "f1",
                "support"));
        shown.forEach(one -> head.append(String.format(Locale.ROOT, cell, one)));
        lines.add(head.toString());
        for (int c = 0; c < classes(); c++) {
            StringBuilder line = new StringBuilder(String.format(
                    Locale.ROOT,
                    name + " %9.4f %9.4f %9.4f %9s |             ",
                    shown.get(c),
                    precision(c),
                    recall(c),
                    f1(c),
                    weight(support(c))));
            confusion.get(c).forEach(count -> line.append(String.format(Locale.ROOT, cell, weight(count))));
            lines.add(line.toString());
        }
        return lines;
    }

    private static String shortened(String name) {
        return name.length() <= MAX_NAME_LENGTH ? name : name.substring(0, MAX_NAME_LENGTH - 3) + "...";
    }

    private static String weight(double value) {
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%.2f", value);
    }
}
