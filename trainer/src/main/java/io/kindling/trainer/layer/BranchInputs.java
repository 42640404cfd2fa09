package io.kindling.trainer.layer;

import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.layout.Columns;
import io.kindling.trainer.layout.Features;
import io.kindling.trainer.layout.Glob;
import io.kindling.trainer.layout.InputColumn;
import io.kindling.trainer.layout.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Input selections of the branches of a {@link Parallel}. */
final class BranchInputs {
    private static final String RANGE = "..";

    private final Parallel layer;
    private final Shape input;

    private BranchInputs(Parallel layer, Shape input) {
        this.layer = layer;
        this.input = input;
    }

    /** A contiguous range of the input. */
    record Range(int first, int count) {}

    /**
     * Input of one branch.
     *
     * @param shape input shape of the branch
     * @param ranges ranges of the input, in the order in which the branch reads them
     */
    record Selection(Shape shape, List<Range> ranges) {}

    /**
     * Returns the selection of each branch.
     *
     * @throws ConfigurationException if the branches do not read every column exactly once
     */
    static List<Selection> of(Parallel layer, Shape input) {
        BranchInputs inputs = new BranchInputs(layer, input);
        long named = layer.branches().stream()
                .filter(branch -> branch.columns().areNamed())
                .count();
        if (named == 0) {
            return inputs.counted();
        }
        if (named < layer.branches().size()) {
            throw inputs.cannotApply(
                    "some branches name their columns and others count them; use names in all branches");
        }
        if (!(input instanceof Columns columns)) {
            throw inputs.cannotApply(
                    "the branches name columns, but the input has no column names; give a number of columns");
        }
        return inputs.named(columns);
    }

    private ConfigurationException cannotApply(String cure) {
        return LayerSpec.cannotApply(layer, input, cure);
    }

    private List<Selection> counted() {
        int sum = layer.branches().stream()
                .mapToInt(branch -> branch.columns().count())
                .sum();
        if (!input.isVector() || sum != input.size()) {
            String counts = layer.branches().stream()
                    .map(branch -> Integer.toString(branch.columns().count()))
                    .collect(Collectors.joining(" + "));
            throw cannotApply("the branches read " + counts + " = " + sum
                    + " columns, but must read all columns; oneHot turns one column into maxCategories + 1"
                    + (input instanceof Columns columns ? ". The input has " + widths(columns) : ""));
        }
        List<Selection> selections = new ArrayList<>();
        int first = 0;
        for (Parallel.Branch branch : layer.branches()) {
            Range range = new Range(first, branch.columns().count());
            selections.add(new Selection(shape(range), List.of(range)));
            first += range.count();
        }
        return selections;
    }

    private static String widths(Columns columns) {
        return columns.columns().stream()
                .map(column -> column.name() + " (" + column.width() + ")")
                .collect(Collectors.joining(", "));
    }

    /** The shape of a range; it has names if the range consists of whole columns. */
    private Shape shape(Range range) {
        if (!(input instanceof Columns columns)) {
            return new Features(range.count());
        }
        List<InputColumn> inside = new ArrayList<>();
        int at = 0;
        for (InputColumn column : columns.columns()) {
            if (at >= range.first() && at + column.width() <= range.first() + range.count()) {
                inside.add(column);
            }
            at += column.width();
        }
        int width = inside.stream().mapToInt(InputColumn::width).sum();
        return width == range.count() ? new Columns(inside) : new Features(range.count());
    }

    private List<Selection> named(Columns columns) {
        Integer[] takenBy = new Integer[columns.columns().size()];
        List<Selection> selections = new ArrayList<>();
        for (int branch = 0; branch < layer.branches().size(); branch++) {
            List<Integer> found = new ArrayList<>();
            for (String pattern : layer.branches().get(branch).columns().names()) {
                for (int position : matching(columns, branch, pattern)) {
                    if (Objects.equals(takenBy[position], branch)) {
                        continue;
                    }
                    if (takenBy[position] != null) {
                        throw cannotApply("branches " + takenBy[position] + " and " + branch + " both read column "
                                + columns.names().get(position));
                    }
                    takenBy[position] = branch;
                    found.add(position);
                }
            }
            selections.add(selection(columns, found));
        }
        String left = IntStream.range(0, takenBy.length)
                .filter(position -> takenBy[position] == null)
                .mapToObj(position -> columns.names().get(position))
                .collect(Collectors.joining(", "));
        if (!left.isEmpty()) {
            throw cannotApply("no branch reads " + left + "; name them in a branch, or remove them from data.features");
        }
        return selections;
    }

    private static Selection selection(Columns columns, List<Integer> positions) {
        List<Range> ranges = new ArrayList<>();
        for (int position : positions) {
            int first = columns.columns().subList(0, position).stream()
                    .mapToInt(InputColumn::width)
                    .sum();
            ranges.add(new Range(first, columns.columns().get(position).width()));
        }
        return new Selection(
                new Columns(positions.stream().map(columns.columns()::get).toList()), List.copyOf(ranges));
    }

    private List<Integer> matching(Columns columns, int branch, String pattern) {
        List<String> names = columns.names();
        if (names.contains(pattern)) {
            return List.of(names.indexOf(pattern));
        }
        int range = pattern.indexOf(RANGE);
        if (range > 0) {
            int first = names.indexOf(pattern.substring(0, range));
            int last = names.indexOf(pattern.substring(range + RANGE.length()));
            if (first < 0 || last < first) {
                throw missing(columns, branch, pattern);
            }
            return IntStream.rangeClosed(first, last).boxed().toList();
        }
        Glob glob = new Glob(pattern);
        List<Integer> found = IntStream.range(0, names.size())
                .filter(position -> glob.matches(names.get(position)))
                .boxed()
                .toList();
        if (found.isEmpty()) {
            throw missing(columns, branch, pattern);
        }
        return found;
    }

    private ConfigurationException missing(Columns columns, int branch, String pattern) {
        return cannotApply("branch " + branch + " names " + pattern + ", which is not a column of the input: "
                + String.join(", ", columns.names()));
    }
}
