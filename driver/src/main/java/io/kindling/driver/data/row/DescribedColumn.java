package io.kindling.driver.data.row;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;

/**
 * Description of a column from its table, used to compare it with a column of another table.
 *
 * @param width number of values in the column
 * @param attributes one attribute per value, from the metadata of Spark ML transformers; empty if there is none
 */
public record DescribedColumn(String name, int width, List<Attribute> attributes) implements Serializable {
    private static final String ATTRIBUTES = "ml_attr";
    private static final Attribute UNKNOWN = new Attribute("", List.of());

    /**
     * Description of one value of a column.
     *
     * @param name name of the value; blank if the metadata has none
     * @param values categories that the numbers 0, 1, ... represent; empty for a quantity
     */
    public record Attribute(String name, List<String> values) implements Serializable {
        public Attribute {
            values = List.copyOf(values);
        }
    }

    public DescribedColumn {
        attributes = List.copyOf(attributes);
    }

    /** Returns the description of a column of a schema. */
    static DescribedColumn of(StructField field, int width) {
        Metadata metadata = field.metadata();
        return new DescribedColumn(
                field.name(),
                width,
                metadata.contains(ATTRIBUTES) ? attributes(metadata.getMetadata(ATTRIBUTES), width) : List.of());
    }

    private static List<Attribute> attributes(Metadata described, int width) {
        List<Attribute> attributes = new ArrayList<>(Collections.nCopies(width, UNKNOWN));
        if (!described.contains("attrs")) {
            // The name of a single value is the column name, which is compared separately.
            attributes.set(0, new Attribute("", values(described)));
        } else {
            Metadata kinds = described.getMetadata("attrs");
            for (String kind : List.of("numeric", "nominal", "binary")) {
                if (kinds.contains(kind)) {
                    for (Metadata attribute : kinds.getMetadataArray(kind)) {
                        place(attribute, attributes);
                    }
                }
            }
        }
        return attributes.stream().allMatch(UNKNOWN::equals) ? List.of() : attributes;
    }

    private static void place(Metadata attribute, List<Attribute> attributes) {
        long place = attribute.contains("idx") ? attribute.getLong("idx") : -1;
        if (place >= 0 && place < attributes.size()) {
            String name = attribute.contains("name") ? attribute.getString("name") : "";
            attributes.set((int) place, new Attribute(name, values(attribute)));
        }
    }

    private static List<String> values(Metadata attribute) {
        return attribute.contains("vals") ? Arrays.asList(attribute.getStringArray("vals")) : List.of();
    }

    /** Returns the same description with another name. */
    public DescribedColumn named(String other) {
        return new DescribedColumn(other, width, attributes);
    }

    /** Returns this description, with the attributes of an earlier one if this one has none. */
    public DescribedColumn completedBy(DescribedColumn earlier) {
        return attributes.isEmpty() && earlier.width == width
                ? new DescribedColumn(name, width, earlier.attributes)
                : this;
    }

    /**
     * Returns the first difference from an earlier description. Compares only what both describe, and not the column
     * name.
     */
    public Optional<String> difference(DescribedColumn earlier) {
        if (width != earlier.width) {
            return Optional.of("column " + name + " holds " + width + " numbers, not " + earlier.width);
        }
        for (int i = 0; i < Math.min(attributes.size(), earlier.attributes.size()); i++) {
            Attribute now = attributes.get(i);
            Attribute before = earlier.attributes.get(i);
            String which = width == 1 ? "column " + name : "number " + i + " of column " + name;
            if (!now.name.isEmpty() && !before.name.isEmpty() && !now.name.equals(before.name)) {
                return Optional.of(which + " is " + now.name + ", not " + before.name);
            }
            if (!now.values.isEmpty() && !before.values.isEmpty() && !now.values.equals(before.values)) {
                return Optional.of(which + " " + values(now.values, before.values));
            }
        }
        return Optional.empty();
    }

    /**
     * Whether the values or their categories are in another order than in an earlier description, or their number
     * differs.
     */
    public boolean isReordered(DescribedColumn earlier) {
        if (width != earlier.width) {
            return true;
        }
        List<String> names = attributes.stream().map(Attribute::name).toList();
        if (reordered(names, earlier.attributes.stream().map(Attribute::name).toList())) {
            return true;
        }
        for (int i = 0; i < Math.min(attributes.size(), earlier.attributes.size()); i++) {
            if (reordered(attributes.get(i).values, earlier.attributes.get(i).values)) {
                return true;
            }
        }
        return false;
    }

    private static boolean reordered(List<String> now, List<String> before) {
        return !now.equals(before)
                && now.stream()
                        .sorted()
                        .toList()
                        .equals(before.stream().sorted().toList());
    }

    private static String values(List<String> now, List<String> before) {
        for (int i = 0; i < Math.min(now.size(), before.size()); i++) {
            if (!now.get(i).equals(before.get(i))) {
                return "has " + i + " for " + now.get(i) + ", not for " + before.get(i);
            }
        }
        return "has " + now.size() + " categories, not " + before.size();
    }
}
