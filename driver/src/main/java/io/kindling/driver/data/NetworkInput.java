package io.kindling.driver.data;

import io.kindling.driver.data.column.FittedColumns;
import io.kindling.driver.data.row.FeatureColumns;
import io.kindling.trainer.layout.Columns;
import io.kindling.trainer.layout.Features;
import io.kindling.trainer.layout.InputColumn;
import io.kindling.trainer.layout.Shape;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** Derives the input shape of a network from its feature columns. */
public final class NetworkInput {
    private NetworkInput() {}

    /**
     * Returns the named columns with their widths and the categories that the rules allow. Returns a shape without
     * names if the names are not unique.
     *
     * @param features feature columns with known widths
     * @param rules rules that produce the features
     */
    public static Shape of(FeatureColumns features, FittedColumns rules) {
        List<String> names = features.names();
        if (new HashSet<>(names).size() < names.size()) {
            return new Features(features.width());
        }
        List<InputColumn> columns = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            int categories = rules.making(names.get(i))
                    .map(column -> column.rule().maxNumbers())
                    .orElse(0);
            columns.add(new InputColumn(names.get(i), features.widths().get(i), categories));
        }
        return new Columns(columns);
    }
}
