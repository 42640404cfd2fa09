package io.kindling.driver.data.row;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** Reads and writes feature columns in the description of a model or of prepared data. */
public final class FeatureColumnsJson {
    private static final String NAMES = "featureColumns";
    private static final String WIDTHS = "featureWidths";
    private static final String EXTENTS = "featureExtents";

    private FeatureColumnsJson() {}

    /** Adds columns to a description. Extents are omitted if no column is nested. */
    public static void write(FeatureColumns columns, ObjectNode description) {
        columns.names().forEach(description.putArray(NAMES)::add);
        columns.widths().forEach(description.putArray(WIDTHS)::add);
        if (!columns.extents().isEmpty()) {
            ArrayNode all = description.putArray(EXTENTS);
            columns.extents().forEach(extents -> extents.forEach(all.addArray()::add));
        }
    }

    /** Returns the columns of a description. Descriptions of earlier versions have no widths. */
    public static FeatureColumns read(JsonNode description) {
        List<String> names = new ArrayList<>();
        description.path(NAMES).forEach(name -> names.add(name.asText()));
        List<List<Integer>> extents = new ArrayList<>();
        description.path(EXTENTS).forEach(each -> extents.add(numbers(each)));
        return new FeatureColumns(names, numbers(description.path(WIDTHS)), extents);
    }

    private static List<Integer> numbers(JsonNode array) {
        List<Integer> numbers = new ArrayList<>();
        array.forEach(number -> numbers.add(number.asInt()));
        return numbers;
    }
}
