package io.kindling.driver.data.column;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;

import io.kindling.driver.data.row.ColumnPatterns;
import io.kindling.driver.data.source.SourceTable;
import io.kindling.driver.spark.SparkErrors;
import io.kindling.trainer.data.Block;
import io.kindling.trainer.data.FeatureStatistics;
import io.kindling.trainer.error.DataException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Collects from all rows of the training table what the rules are fitted to. Uses counts and exact sums only, so the
 * result does not depend on the order or the partitions of the rows. The median collects the counts of all distinct
 * values of a column.
 */
final class ColumnSurvey {
    private static final String COLUMN = "column";
    private static final String VALUE = "value";

    private final SourceTable table;
    private final String place;
    private final List<FittedColumn> columns;

    ColumnSurvey(SourceTable table, String place, List<FittedColumn> columns) {
        this.table = table;
        this.place = place;
        this.columns = columns;
    }

    /** Returns the fitted columns. */
    List<FittedColumn> fitted() {
        return SparkErrors.unwrap(place, () -> {
            Map<String, List<String>> categories = categories(of(Fit.CATEGORIES));
            Map<String, Double> numbers = means(of(Fit.MEAN));
            numbers.putAll(medians(of(Fit.MEDIAN)));
            List<FittedColumn> fitted = new ArrayList<>();
            for (FittedColumn column : columns) {
                fitted.add(new FittedColumn(
                        column.column(),
                        column.rule(),
                        column.type(),
                        categories.getOrDefault(column.column(), List.of()),
                        numbers.getOrDefault(column.column(), 0.0),
                        column.role()));
            }
            return fitted;
        });
    }

    private List<FittedColumn> of(Fit fit) {
        return columns.stream().filter(column -> column.rule().fit() == fit).toList();
    }

    private int[] indices(List<FittedColumn> wanted) {
        ColumnPatterns patterns = new ColumnPatterns(table.schema(), table.nameCase(), place);
        return wanted.stream()
                .mapToInt(column -> patterns.named("data.columns", column.column()))
                .toArray();
    }

    private Map<String, List<String>> categories(List<FittedColumn> wanted) {
        Map<String, List<String>> found = new HashMap<>();
        if (wanted.isEmpty()) {
            return found;
        }
        int[] indices = indices(wanted);
        CellText[] readers = Arrays.stream(indices)
                .mapToObj(i -> CanonicalType.find(table.schema().fields()[i].dataType())
                        .orElseThrow()
                        .text())
                .toArray(CellText[]::new);
        JavaRDD<Row> cells = table.rows().flatMap(row -> {
            List<Row> texts = new ArrayList<>();
            for (int i = 0; i < indices.length; i++) {
                String text = readers[i].of(row.get(indices[i]));
                if (text != null) {
                    texts.add(RowFactory.create(i, text));
                }
            }
            return texts.iterator();
        });
        int most = wanted.stream().mapToInt(FittedColumn::categoriesKept).max().orElse(0);
        List<Row> rows = dataset(cells, DataTypes.StringType)
                .groupBy(COLUMN, VALUE)
                .agg(count(lit(1)).as("n"))
                .withColumn(
                        "rank",
                        row_number()
                                .over(Window.partitionBy(COLUMN)
                                        .orderBy(col("n").desc(), col(VALUE).asc())))
                .where(col("rank").leq(most))
                .orderBy(COLUMN, "rank")
                .collectAsList();
        wanted.forEach(column -> found.put(column.column(), new ArrayList<>()));
        for (Row row : rows) {
            FittedColumn column = wanted.get(row.getInt(0));
            List<String> kept = found.get(column.column());
            if (kept.size() < column.categoriesKept()) {
                kept.add(row.getString(1));
            }
        }
        return found;
    }

    private Dataset<Row> dataset(JavaRDD<Row> cells, DataType type) {
        StructType schema =
                new StructType().add(COLUMN, DataTypes.IntegerType, false).add(VALUE, type, false);
        SparkSession spark = table.dataset().sparkSession();
        return spark.createDataFrame(cells, schema);
    }

    private Map<String, Double> medians(List<FittedColumn> wanted) {
        Map<String, Double> found = new HashMap<>();
        if (wanted.isEmpty()) {
            return found;
        }
        int[] indices = indices(wanted);
        JavaRDD<Row> cells = table.rows().flatMap(row -> {
            List<Row> numbers = new ArrayList<>();
            for (int i = 0; i < indices.length; i++) {
                double number = Cells.number(row.get(indices[i]));
                if (Double.isFinite(number)) {
                    numbers.add(RowFactory.create(i, number));
                }
            }
            return numbers.iterator();
        });
        for (Row row : dataset(cells, DataTypes.DoubleType)
                .groupBy(COLUMN)
                .agg(expr("percentile(" + VALUE + ", 0.5)"))
                .collectAsList()) {
            found.put(wanted.get(row.getInt(0)).column(), row.getDouble(1));
        }
        wanted.forEach(column -> require(found.containsKey(column.column()), column));
        return found;
    }

    /** Computes means from two exact sums: the sum of the values, and the number of values. */
    private Map<String, Double> means(List<FittedColumn> wanted) {
        Map<String, Double> found = new HashMap<>();
        if (wanted.isEmpty()) {
            return found;
        }
        int[] indices = indices(wanted);
        FeatureStatistics sums = table.rows()
                .mapPartitions(rows -> List.of(sums(rows, indices)).iterator())
                .treeReduce((a, b) -> {
                    a.merge(b);
                    return a;
                });
        for (int i = 0; i < wanted.size(); i++) {
            double present = sums.mean(wanted.size() + i);
            require(present > 0, wanted.get(i));
            found.put(wanted.get(i).column(), sums.mean(i) / present);
        }
        return found;
    }

    private static FeatureStatistics sums(Iterator<Row> rows, int[] indices) {
        int width = 2 * indices.length;
        FeatureStatistics sums = new FeatureStatistics(width);
        float[] values = new float[width];
        Block block = new Block(1, width, 0, values, new float[0], null);
        while (rows.hasNext()) {
            Row row = rows.next();
            for (int i = 0; i < indices.length; i++) {
                float number = (float) Cells.number(row.get(indices[i]));
                boolean present = Float.isFinite(number);
                values[i] = present ? number : 0;
                values[indices.length + i] = present ? 1 : 0;
            }
            sums.add(block, 0);
        }
        return sums;
    }

    private void require(boolean present, FittedColumn column) {
        if (!present) {
            throw new DataException("Cannot impute column " + column.column() + " of " + place
                    + ": it holds no numbers; leave it out or set a constant");
        }
    }
}
