package io.kindling.driver.data.row;

import io.kindling.driver.data.source.InputFiles;
import io.kindling.driver.data.source.SourceTable;
import io.kindling.driver.data.sql.NameCase;
import io.kindling.trainer.error.DataException;
import io.kindling.trainer.layout.Glob;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Resolves column patterns of a configuration to positions in a schema. A pattern is a name, a number, a range
 * {@code first..last}, or a name with {@code *} and {@code ?}. An exact name takes precedence. Names are compared with
 * the case sensitivity of Spark, see {@link NameCase}. A duplicate name is an error only if a pattern refers to it.
 *
 * <p>A column of a partition folder that the source path names, see {@link InputFiles#isFromPath}, is found by its
 * exact name only. Columns that a rule derives from it can be selected like other columns, but have no number.
 */
public final class ColumnPatterns {
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]+");
    private static final int MAX_NUMBER_LENGTH = 18;
    private static final String RANGE = "..";
    private static final int SHOWN = 12;

    private final StructField[] fields;
    private final int[] origins;
    private final StructType read;
    private final NameCase nameCase;
    private final String place;
    private final List<Integer> named;
    private final List<Integer> columns;
    private final Map<String, List<Integer>> positions;

    /**
     * Creates the patterns of a table without derived columns.
     *
     * @param place location of the table, for errors
     */
    public ColumnPatterns(StructType schema, NameCase nameCase, String place) {
        this(schema, IntStream.range(0, schema.length()).toArray(), schema, nameCase, place);
    }

    /** Creates the patterns of a table with derived columns. Numbers refer to the columns of the source. */
    static ColumnPatterns of(SourceTable table, String place) {
        int[] origins =
                IntStream.range(0, table.schema().length()).map(table::origin).toArray();
        return new ColumnPatterns(table.schema(), origins, table.datasetSchema(), table.nameCase(), place);
    }

    private ColumnPatterns(StructType schema, int[] origins, StructType read, NameCase nameCase, String place) {
        this.fields = schema.fields();
        this.read = read;
        this.nameCase = nameCase;
        this.place = place;
        this.named = RowLayout.dataColumns(schema);
        this.columns = named.stream()
                .filter(column -> !InputFiles.isFromPath(fields[column]))
                .toList();
        this.origins = origins;
        this.positions = new TreeMap<>(nameCase.order());
        for (int column : named) {
            positions
                    .computeIfAbsent(fields[column].name(), name -> new ArrayList<>())
                    .add(column);
        }
    }

    /**
     * Returns the column with a name.
     *
     * @param key configuration key of the name, for errors
     * @throws DataException if no column or several columns have this name
     */
    public int named(String key, String wanted) {
        if (!positions.containsKey(wanted)) {
            throw missing(key, wanted);
        }
        return onlyOne(key, wanted, positions.get(wanted));
    }

    /**
     * Returns the columns with these names, in the same order.
     *
     * @throws DataException if a name is missing or ambiguous, or two names refer to the same column
     */
    public List<Integer> named(String key, List<String> wanted) {
        Map<Integer, String> found = new LinkedHashMap<>();
        for (String name : wanted) {
            String other = found.putIfAbsent(named(key, name), name);
            if (other != null) {
                throw new DataException(
                        "Cannot resolve column " + name + " of " + key + " in " + place + ": it is the same column as "
                                + other + " where spark.sql.caseSensitive is false; set it to true");
            }
        }
        return new ArrayList<>(found.keySet());
    }

    /** Whether a column has this name. */
    public boolean has(String name) {
        return positions.containsKey(name);
    }

    /** Returns the column with a name or number. A number distinguishes columns with the same name. */
    public int one(String key, String wanted) {
        if (positions.containsKey(wanted) || !isNumber(wanted)) {
            return named(key, wanted);
        }
        List<Integer> found = numbered(key, wanted);
        if (found.size() > 1) {
            throw new DataException("Cannot resolve column " + wanted + " of " + key + " in " + place
                    + ": a rule makes several columns of it; name one of " + names(found));
        }
        return found.get(0);
    }

    /**
     * Returns the columns that match any of the patterns, without duplicates, in the order of the patterns. A pattern,
     * range or number can select a column whose name is not unique; see {@link #requireUnique}.
     */
    public List<Integer> all(String key, List<String> patterns) {
        Set<Integer> found = new LinkedHashSet<>();
        for (String pattern : patterns) {
            found.addAll(matching(key, pattern));
        }
        return new ArrayList<>(found);
    }

    /** Returns the columns that are selected without patterns. */
    List<Integer> all() {
        return columns;
    }

    /**
     * Checks that the name of each column is unique. A model finds its columns by name.
     *
     * @throws DataException if another column has the same name
     */
    public void requireUnique(String key, Collection<Integer> found) {
        found.forEach(column -> named(key, fields[column].name()));
    }

    /**
     * Returns the first duplicate name with its column numbers, such as {@code id (columns 0 and 3)}; empty if all
     * names are unique.
     */
    public Optional<String> shared() {
        return named.stream()
                .map(column -> fields[column].name())
                .filter(name -> positions.get(name).size() > 1)
                .findFirst()
                .map(name -> name + " (columns " + listed(positions.get(name)) + ")");
    }

    /** Whether a pattern is the name or number of a single column. */
    boolean isOne(String pattern) {
        return positions.containsKey(pattern) || isNumber(pattern);
    }

    private static boolean isNumber(String pattern) {
        return pattern.length() <= MAX_NUMBER_LENGTH && NUMBER.matcher(pattern).matches();
    }

    private int onlyOne(String key, String wanted, List<Integer> found) {
        if (found.size() > 1) {
            throw new DataException("Cannot resolve column " + wanted + " of " + key + " in " + place + ": columns "
                    + listed(found) + " have this name; rename or drop all but one");
        }
        return found.get(0);
    }

    /** Returns {@code 0, 2 and 3}, with the names if they differ. */
    private String listed(List<Integer> found) {
        boolean equal =
                found.stream().map(column -> fields[column].name()).distinct().count() == 1;
        List<String> shown = found.stream()
                .map(column -> number(column) + (equal ? "" : " (" + fields[column].name() + ")"))
                .toList();
        int last = shown.size() - 1;
        return String.join(", ", shown.subList(0, last)) + " and " + shown.get(last);
    }

    /** Returns the number of a column, see {@link #numbered}. */
    private long number(int column) {
        return readColumns().indexOf(origins[column]);
    }

    /** Returns the source positions of the columns that have a number. */
    private List<Integer> readColumns() {
        StructField[] all = read.fields();
        return columns.stream()
                .map(column -> origins[column])
                .distinct()
                .filter(origin -> !InputFiles.isFromPath(all[origin]))
                .toList();
    }

    /** Returns the columns that are derived from the column with this number. */
    private List<Integer> numbered(String key, String wanted) {
        List<Integer> read = readColumns();
        // Numbers with more digits than an int are out of range.
        long number = wanted.length() > 10 ? Integer.MAX_VALUE : Long.parseLong(wanted);
        long index = number < 0 ? read.size() + number : number;
        if (index < 0 || index >= read.size()) {
            throw missing(key, wanted);
        }
        int origin = read.get((int) index);
        return columns.stream().filter(column -> origins[column] == origin).toList();
    }

    private List<Integer> matching(String key, String pattern) {
        if (positions.containsKey(pattern)) {
            return List.of(named(key, pattern));
        }
        int range = pattern.indexOf(RANGE);
        if (range > 0) {
            int first = first(key, pattern.substring(0, range));
            int last = last(key, pattern.substring(range + RANGE.length()));
            if (first > last) {
                throw new DataException("Cannot select " + key + ": " + pattern
                        + "; the first column comes after the last in " + place);
            }
            return columns.stream()
                    .filter(column -> column >= first && column <= last)
                    .toList();
        }
        if (pattern.indexOf('*') < 0 && pattern.indexOf('?') < 0) {
            return isNumber(pattern) ? numbered(key, pattern) : List.of(named(key, pattern));
        }
        Glob glob = new Glob(nameCase.folded(pattern));
        List<Integer> matches = columns.stream()
                .filter(column -> glob.matches(nameCase.folded(fields[column].name())))
                .toList();
        if (matches.isEmpty()) {
            throw missing(key, pattern);
        }
        return matches;
    }

    private int first(String key, String wanted) {
        return isNamed(wanted) ? named(key, wanted) : numbered(key, wanted).get(0);
    }

    private int last(String key, String wanted) {
        if (isNamed(wanted)) {
            return named(key, wanted);
        }
        List<Integer> found = numbered(key, wanted);
        return found.get(found.size() - 1);
    }

    private boolean isNamed(String wanted) {
        return positions.containsKey(wanted) || !isNumber(wanted);
    }

    private DataException missing(String key, String wanted) {
        return new DataException(
                "Cannot find column " + wanted + " of " + key + " in " + place + "; it has " + summary());
    }

    private String summary() {
        int size = named.size();
        return size <= SHOWN
                ? names(named)
                : names(named.subList(0, SHOWN - 1)) + ", ... " + names(named.subList(size - 1, size)) + " (" + size
                        + " columns)";
    }

    private String names(List<Integer> found) {
        return found.stream().map(column -> fields[column].name()).collect(Collectors.joining(", "));
    }
}
