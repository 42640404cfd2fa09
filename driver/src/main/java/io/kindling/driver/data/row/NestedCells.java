package io.kindling.driver.data.row;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NumericType;

/** Arrays of arrays of numbers. */
public final class NestedCells {
    private NestedCells() {}

    /** Returns the nesting depth of arrays of numbers: 1 for an array of numbers, 0 for other types. */
    static int depth(DataType type) {
        int depth = 0;
        DataType inner = type;
        while (inner instanceof ArrayType array) {
            depth++;
            inner = array.elementType();
        }
        return inner instanceof NumericType ? depth : 0;
    }

    /** Whether a type is an array of arrays of numbers. */
    public static boolean areOf(DataType type) {
        return depth(type) > 1;
    }

    /** Returns the extents of arrays with a given depth; empty if an array is missing, empty or ragged. */
    static Optional<CellShape> shape(List<?> array, int depth) {
        List<Integer> extents = new ArrayList<>();
        return measure(array, depth, 0, extents) ? Optional.of(new CellShape(extents)) : Optional.empty();
    }

    private static boolean measure(List<?> array, int depth, int level, List<Integer> extents) {
        if (extents.size() == level) {
            extents.add(array.size());
        }
        if (array.isEmpty() || array.size() != extents.get(level)) {
            return false;
        }
        if (level + 1 == depth) {
            return true;
        }
        for (Object element : array) {
            if (element == null || !measure(elements(element), depth, level + 1, extents)) {
                return false;
            }
        }
        return true;
    }

    /** Returns the elements of an inner array, which is a Scala sequence or a Java list. */
    static List<?> elements(Object array) {
        if (array instanceof List<?> list) {
            return list;
        }
        List<Object> elements = new ArrayList<>();
        scala.collection.Iterator<?> all = ((scala.collection.Iterable<?>) array).iterator();
        while (all.hasNext()) {
            elements.add(all.next());
        }
        return elements;
    }
}
