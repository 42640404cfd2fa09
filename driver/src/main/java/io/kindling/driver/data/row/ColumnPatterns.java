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
 * How a configuration names columns: by name, by number, as a range {@code first..last} or with {@code *} and {@code ?}. A column's own name goes first. Names are compared as Spark compares them, see
 * {@link NameCase}. What is found are positions in the schema. A name that several columns have is refused where it is asked for; columns that nobody asks for may share one.
 *
 * <p>A column of a folder that the path of the source names, see {@link InputFiles#isOfPath}, is found by its name alone; what a rule makes of it is a column like any other, but has no number.
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
     * Patterns over the columns of one table that are data.
     *
     * @param place of the table, for messages
     */
    public ColumnPatterns(StructType schema, NameCase nameCase, String place) {
        this(schema, IntStream.range(0, schema.length()).toArray(), schema, nameCase, place);
    }

    /** Patterns over the columns of a table some of which were made of others; a number still counts the columns that were read. */
    static ColumnPatterns of(SourceTable table, String place) {
        int[] origins =
                IntStream.range(0, table.schema().length()).map(table::origin).toArray();
        return new ColumnPatterns(table.schema(), origins, table.read(), table.nameCase(), place);
    }

    private ColumnPatterns(StructType schema, int[] origins, StructType read, NameCase nameCase, String place) {
        this.fields = schema.fields();
        this.read = read;
        this.nameCase = nameCase;
        this.place = place;
        this.named = RowLayout.dataColumns(schema);
        this.columns = named.stream()
                .filter(column -> !InputFiles.isOfPath(fields[column]))
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
     * The column of that name.
     *
     * @param key that names it, for messages
     * @throws DataException if no column or more than one has it
     */
    public int named(String key, String wanted) {
        if (!positions.containsKey(wanted)) {
            throw missing(key, wanted);
        }
        return onlyOne(key, wanted, positions.get(wanted));
    }

    /**
     * The columns of these names, in the same order.
     *
     * @throws DataException also if two of the names are one
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

    /** Whether any column has that name. */
    public boolean has(String name) {
        return positions.containsKey(name);
    }

    /** The column of that name or number; a number tells columns of one name apart. */
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

    /** The columns that any of the patterns selects, each once, in the order of the patterns. A pattern, a range or a number may select one of several columns of a name; see {@link #requireToldApart}. */
    public List<Integer> all(String key, List<String> patterns) {
        Set<Integer> found = new LinkedHashSet<>();
        for (String pattern : patterns) {
            found.addAll(matching(key, pattern));
        }
        return new ArrayList<>(found);
    }

    /** All columns that a configuration without patterns means. */
    List<Integer> all() {
        return columns;
    }

    /**
     * Makes sure that each of the columns is found again by its name, as a model needs it.
     *
     * @throws DataException if another column has the name, too
     */
    public void requireToldApart(String key, Collection<Integer> found) {
        found.forEach(column -> named(key, fields[column].name()));
    }

    /** The first name that several columns have, with their numbers: {@code id (columns 0 and 3)}; empty if no two columns have one name. */
    public Optional<String> shared() {
        return named.stream()
                .map(column -> fields[column].name())
                .filter(name -> positions.get(name).size() > 1)
                .findFirst()
                .map(name -> name + " (columns " + listed(positions.get(name)) + ")");
    }

    /** Whether a pattern stands for one column, by name or number, and not for whatever it matches. */
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

    /** {@code 0, 2 and 3}, with their names where these are not equal. */
    private String listed(List<Integer> found) {
        boolean equal =
                found.stream().map(column -> fields[column].name()).distinct().count() == 1;
        List<String> shown = found.stream()
                .map(column -> number(column) + (equal ? "" : " (" + fields[column].name() + ")"))
                .toList();
        int last = shown.size() - 1;
        return String.join(", ", shown.subList(0, last)) + " and " + shown.get(last);
    }

    /** As {@link #numbered} counts. */
    private long number(int column) {
        return readColumns().indexOf(origins[column]);
    }

    /** Positions, before any rule, of the columns that have a number. */
    private List<Integer> readColumns() {
        StructField[] all = read.fields();
        return columns.stream()
                .map(column -> origins[column])
                .distinct()
                .filter(origin -> !InputFiles.isOfPath(all[origin]))
                .toList();
    }

    /** The columns that come from the one with that number. */
    private List<Integer> numbered(String key, String wanted) {
        List<Integer> read = readColumns();
        // More digits than an int has are no column.
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
