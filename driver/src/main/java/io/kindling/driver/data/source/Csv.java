package io.kindling.driver.data.source;

import io.kindling.driver.data.sql.UntypedText;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.DataException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * Comma-separated text in UTF-8, optionally compressed. The first line defines the number of columns; a row with
 * another number of cells is a bad row. Cells are text: training reads them as numbers, and SQL needs a cast to order
 * them or calculate with them. Columns of partition folders have the types that Spark infers.
 *
 * @param path a file, a folder or a pattern; several paths as <code>{a.csv,b.csv}</code>
 * @param header whether the first line of each file names the columns, with the same names in every file; otherwise the
 *     names are {@code _c0}, {@code _c1}, ...
 * @param separator between the columns; a tab may be written as {@code \t} or {@code tab}
 * @param multiLine whether quoted cells may contain line breaks; one task then reads each file
 * @param escape character before a quote inside quotes: a quote for {@code ""}, or a backslash for files that Spark
 *     writes by default
 * @param where a Spark SQL condition on the columns; leaves out rows for which it is not true; null keeps all rows
 */
public record Csv(String path, boolean header, String separator, boolean multiLine, String escape, String where)
        implements DataSource {
    private static final Pattern UNICODE = Pattern.compile("\\\\u[0-9A-Fa-f]{4}");

    /** Separators that a header of one column suggests in the error message. */
    private static final List<String> COMMON_SEPARATORS = List.of(";", "\t", "|", ",");

    public Csv {
        Files.requirePath("data.source.path", path);
        Where.require(where);
        separator = separator == null ? "" : unescaped(separator);
        if (separator.isEmpty() || separator.contains("\"") || separator.contains("\n") || separator.contains("\r")) {
            throw new ConfigurationException("Invalid data.source.separator: " + separator
                    + " (must be text without quotes and line breaks, such as ; or \\t)");
        }
        if (escape == null || escape.length() != 1 || escape.equals(separator)) {
            throw new ConfigurationException(
                    "Invalid data.source.escape: " + escape + " (must be one character, such as \" or \\)");
        }
    }

    public Csv(String path) {
        this(path, true, ",");
    }

    public Csv(String path, boolean header, String separator) {
        this(path, header, separator, false, "\"");
    }

    public Csv(String path, boolean header, String separator, boolean multiLine, String escape) {
        this(path, header, separator, multiLine, escape, null);
    }

    /** Returns the separator with its escape sequence replaced. YAML replaces escapes only in double quotes. */
    private static String unescaped(String separator) {
        if (separator.equals("\\t") || separator.equals("tab")) {
            return "\t";
        }
        if (UNICODE.matcher(separator).matches()) {
            return String.valueOf((char) Integer.parseInt(separator.substring(2), 16));
        }
        return separator;
    }

    private CsvDialect dialect() {
        return new CsvDialect(separator, escape.charAt(0));
    }

    @Override
    public SourceTable unfiltered(SparkSession spark) {
        CsvDialect dialect = dialect();
        TextFiles files = multiLine ? TextFiles.records(spark, path, dialect) : TextFiles.lines(spark, path);
        List<String> first = firstLine(files);
        int width = first.size();
        List<String> names = header ? columnNames(first) : defaultNames(width);
        StructType columns = files.withPartitions(textColumns(names));
        List<Integer> partitionColumns = files.partitionColumns(columns);
        CsvTable table =
                new CsvTable(dialect, header ? List.copyOf(first) : null, width, partitionColumns, columns.length());
        return SourceTable.of(spark, files.parse(lines -> new CsvRows(lines, table)), TextFiles.withOrigin(columns));
    }

    private List<String> firstLine(TextFiles files) {
        List<String> lines = files.first();
        if (lines.isEmpty()) {
            throw new DataException("Cannot read data: " + path + "; it holds no rows");
        }
        String line = TextLine.withoutByteOrderMark(lines.get(0), path);
        if (line.startsWith("sep=")) {
            throw new DataException("Cannot read data: " + path + "; its first line, " + line
                    + ", is a spreadsheet directive and not a header; remove it: sed -i 1d");
        }
        List<String> cells = CsvLine.split(line, dialect(), 1);
        if (cells == null) {
            throw new DataException("Cannot read data: " + path + "; its first line is " + line + ": "
                    + CsvLine.problem(line, dialect(), 1));
        }
        if (header && cells.size() == 1) {
            requireSeparator(line);
        }
        return cells;
    }

    private void requireSeparator(String line) {
        for (String candidate : COMMON_SEPARATORS) {
            if (line.contains(candidate) && !line.contains("\"")) {
                String shown = candidate.equals("\t") ? "\\t" : candidate;
                throw new DataException("Cannot read data: " + path + "; its header is one column, " + line
                        + ": set separator: \"" + shown + "\" in the source");
            }
        }
    }

    private List<String> columnNames(List<String> cells) {
        List<String> names = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (String cell : cells) {
            String name = cell.isEmpty() ? "_c" + names.size() : cell;
            if (!seen.add(name)) {
                throw new DataException("Cannot read data: " + path + "; its header has two columns named " + name);
            }
            names.add(name);
        }
        return names;
    }

    private static List<String> defaultNames(int width) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < width; i++) {
            names.add("_c" + i);
        }
        return names;
    }

    private static StructType textColumns(List<String> names) {
        StructType schema = new StructType();
        for (String name : names) {
            schema = schema.add(UntypedText.column(name));
        }
        return schema;
    }

    @Override
    public String place() {
        return path;
    }
}
