package io.kindling.driver.data.source;

import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.DataException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Comma-separated text, also compressed, read line by line: a cell may be quoted but not hold a line break. The first line tells how many columns there are; a
 * row of another width is a bad row. Cells are text, which training reads as numbers.
 *
 * @param path a file, a folder or a pattern
 * @param header whether the first line of each file names the columns, which must then be the same in every file; otherwise they are called {@code _c0}, {@code _c1}, ...
 * @param separator between the columns
 */
public record Csv(String path, boolean header, String separator) implements DataSource {
    public Csv {
        Files.requirePath("data.source.path", path);
        if (separator == null || separator.isEmpty() || separator.equals("\"")) {
            throw new ConfigurationException("Invalid data.source.separator: " + separator + " (must be a text)");
        }
    }

    public Csv(String path) {
        this(path, true, ",");
    }

    @Override
    public SourceTable open(SparkSession spark) {
        List<String> first = firstLine(spark);
        int width = first.size();
        List<String> names = header ? named(first) : numbered(width);
        List<String> expected = header ? List.copyOf(first) : null;
        String between = separator;
        return SourceTable.of(
                spark,
                TextLine.parse(spark, path, lines -> new CsvRows(lines, between, expected, width)),
                schema(names));
    }

    private List<String> firstLine(SparkSession spark) {
        List<Row> first = spark.read()
                .text(InputPaths.present(path, spark))
                .filter(functions.length(functions.trim(functions.col("value"))).gt(0))
                .takeAsList(1);
        if (first.isEmpty()) {
            throw new DataException("Cannot read data: " + path + "; it holds no rows");
        }
        String line = TextLine.withoutMark(first.get(0).getString(0), path);
        List<String> cells = CsvLine.split(line, separator, 1);
        if (cells == null) {
            throw new DataException("Cannot read data: " + path + "; a quote in its first line does not end: " + line);
        }
        return cells;
    }

    private List<String> named(List<String> cells) {
        List<String> names = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (String cell : cells) {
            String name = cell.isEmpty() ? "_c" + names.size() : cell;
            if (!seen.add(name)) {
                throw new DataException("Cannot read data: " + path + "; its header names two columns " + name);
            }
            names.add(name);
        }
        return names;
    }

    private static List<String> numbered(int width) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < width; i++) {
            names.add("_c" + i);
        }
        return names;
    }

    private static StructType schema(List<String> names) {
        StructType schema = new StructType();
        for (String name : names) {
            schema = schema.add(name, DataTypes.StringType);
        }
        return schema.add(CORRUPT_RECORD, DataTypes.StringType)
                .add(Origin.FILE, DataTypes.StringType)
                .add(Origin.OFFSET, DataTypes.LongType)
                .add(Origin.LINE, DataTypes.LongType);
    }

    @Override
    public String place() {
        return path;
    }
}
