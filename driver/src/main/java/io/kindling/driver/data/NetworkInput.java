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

/** The input of a network as the columns of its features describe it. */
public final class NetworkInput {
    private NetworkInput() {}

    /**
     * Named columns with their widths and the categories that the rules allow; without names where these are not known or not unique.
     *
     * @param features whose widths are known
     * @param rules that make them
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
