package io.kindling.driver.data.row;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Shape of the numbers in a cell. Nested arrays are flattened in row-major order.
 *
 * @param extents extents of the arrays, outermost first, each at least 1: one extent for a number, an array, a vector
 *     or bytes; several for nested arrays
 */
record CellShape(List<Integer> extents) implements Serializable {
    static final CellShape NUMBER = flat(1);

    CellShape {
        extents = List.copyOf(extents);
    }

    /** Returns a one-dimensional shape. */
    static CellShape flat(int width) {
        return new CellShape(List.of(width));
    }

    /**
     * Returns the shape of nested arrays that match the network input. Leading extents of 1 are ignored: an image with
     * one channel can be an array of rows.
     *
     * @param input extents of the input, outermost first
     * @param depth nesting depth of the arrays
     * @return empty if the input has more extents than the arrays
     */
    static Optional<CellShape> filling(List<Integer> input, int depth) {
        int ones = 0;
        while (ones < input.size() - 1 && input.get(ones) == 1) {
            ones++;
        }
        List<Integer> proper = input.subList(ones, input.size());
        if (proper.size() > depth) {
            return Optional.empty();
        }
        List<Integer> extents = new ArrayList<>(Collections.nCopies(depth - proper.size(), 1));
        extents.addAll(proper);
        return Optional.of(new CellShape(extents));
    }

    boolean isNested() {
        return extents.size() > 1;
    }

    /** Total number of values. */
    int width() {
        return Math.toIntExact(extents.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact));
    }

    /** Returns {@code 784 values} or {@code 28 x 28 values}. */
    @Override
    public String toString() {
        return extents.stream().map(String::valueOf).collect(Collectors.joining(" x ")) + " values";
    }
}
