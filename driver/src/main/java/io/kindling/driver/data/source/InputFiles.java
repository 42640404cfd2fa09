package io.kindling.driver.data.source;

import io.kindling.driver.data.sql.NameCase;
import io.kindling.trainer.error.DataException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;

/**
 * Reads the files of a path with Spark. The table has the columns of the files, then the columns of the partition
 * folders ({@code dt=2026-01-01/hour=00}). Paths below one root folder are read together with that folder as
 * {@code basePath}, so all rows have the same partition columns.
 *
 * <p>A partition folder in the configured path, as in {@code events/dt=2026-01-01}, also becomes a column. The column
 * is marked ({@link #isFromPath}): it selects the files to read, so it is a feature only if the configuration names it.
 */
public final class InputFiles {
    private static final String FROM_PATH = "kindling.ofPath";

    /** Spark's internal option that turns off glob patterns in paths. */
    private static final String GLOB = "__globPaths__";

    private static final String BASE = "basePath";

    private final SparkSession spark;
    private final String path;

    private InputFiles(SparkSession spark, String path) {
        this.spark = spark;
        this.path = path;
    }

    /** Returns the columns of the files, then the columns of the partition folders. */
    static Dataset<Row> read(SparkSession spark, String path, Supplier<DataFrameReader> reader) {
        return new InputFiles(spark, path).rows(reader, UnaryOperator.identity());
    }

    /** Returns the columns of {@link #read} and the columns of {@link RowOrigin}. */
    static Dataset<Row> readWithOrigin(SparkSession spark, String path, Supplier<DataFrameReader> reader) {
        return new InputFiles(spark, path).rows(reader, RowOrigin::attach);
    }

    /** Returns whether a column comes from a partition folder in the configured path. */
    public static boolean isFromPath(StructField field) {
        return field.metadata().contains(FROM_PATH);
    }

    /**
     * Paths that are read with one reader.
     *
     * @param base root of the partition folders; null if Spark chooses it
     * @param keys partition columns in the configured path
     * @param special a path that contains characters of a glob pattern; null for other paths. It needs its own reader:
     *     with glob patterns off, Spark reads the other paths again for each such path
     */
    private record Group(Path base, Set<String> keys, Path special) {}

    private Dataset<Row> rows(Supplier<DataFrameReader> reader, UnaryOperator<Dataset<Row>> change) {
        Map<Group, List<Path>> groups = new LinkedHashMap<>();
        List<Path> paths = InputPaths.present(path, spark.sparkContext().hadoopConfiguration());
        for (Path found : paths) {
            groups.computeIfAbsent(group(found, paths.size()), group -> new ArrayList<>())
                    .add(found);
        }
        Dataset<Row> all = null;
        for (Map.Entry<Group, List<Path>> group : groups.entrySet()) {
            Dataset<Row> rows = change.apply(load(reader, group.getKey().base(), group.getValue()));
            rows = marked(rows, reader, group.getKey(), group.getValue());
            all = all == null ? rows : union(all, rows);
        }
        return all;
    }

    private static Dataset<Row> load(Supplier<DataFrameReader> reader, Path base, List<Path> paths) {
        DataFrameReader literal = reader.get().option(GLOB, "false");
        if (paths.stream().anyMatch(Files::hasColon)) {
            literal = literal.options(Files.WITHOUT_CHECKSUMS);
        }
        return (base == null ? literal : literal.option(BASE, base.toString()))
                .load(paths.stream().map(Path::toString).toArray(String[]::new));
    }

    private Group group(Path found, int paths) {
        Configuration hadoop = spark.sparkContext().hadoopConfiguration();
        try {
            FileSystem fileSystem = found.getFileSystem(hadoop);
            FileStatus status = fileSystem.getFileStatus(found);
            if (paths == 1 && status.isFile() && isHidden(found.getName())) {
                throw new DataException("Cannot read data: " + path
                        + "; Spark skips files whose names begin with _ or a dot; rename it");
            }
            Path base = status.isFile() ? found.getParent() : found;
            List<String> keys = new ArrayList<>();
            Path outermost = isRelative() ? fileSystem.getWorkingDirectory() : null;
            while (base.getParent() != null
                    && !base.equals(outermost)
                    && base.getName().indexOf('=') > 0) {
                keys.add(0, base.getName().substring(0, base.getName().indexOf('=')));
                base = base.getParent();
            }
            boolean partitioned =
                    !keys.isEmpty() || (paths > 1 && status.isDirectory() && isPartitioned(fileSystem, found));
            return new Group(
                    partitioned ? base : null,
                    new LinkedHashSet<>(keys),
                    PathPattern.isPattern(found.toString()) ? found : null);
        } catch (IOException e) {
            throw new DataException("Cannot read data: " + path + "; " + e.getMessage(), e);
        }
    }

    private static boolean isHidden(String name) {
        return name.startsWith(".") || (name.startsWith("_") && !name.contains("="));
    }

    /** Returns whether the path is relative. Its partition folders are then only those below the working directory. */
    private boolean isRelative() {
        return path.charAt(0) != '/' && !PathPattern.hasScheme(path);
    }

    private static boolean isPartitioned(FileSystem fileSystem, Path folder) throws IOException {
        return Arrays.stream(fileSystem.listStatus(folder))
                .anyMatch(child ->
                        child.isDirectory() && child.getPath().getName().indexOf('=') > 0);
    }

    /** Marks the partition columns of the configured path, except columns that the files also have. */
    private Dataset<Row> marked(Dataset<Row> rows, Supplier<DataFrameReader> reader, Group group, List<Path> paths) {
        if (group.keys().isEmpty()) {
            return rows;
        }
        List<String> fileColumns =
                List.of(load(reader, null, paths.subList(0, 1)).schema().fieldNames());
        NameCase nameCase = NameCase.of(spark);
        Dataset<Row> marked = rows;
        for (String key : group.keys()) {
            if (nameCase.indexOf(fileColumns, key) < 0) {
                marked = marked.withMetadata(
                        key, new MetadataBuilder().putBoolean(FROM_PATH, true).build());
            }
        }
        return marked;
    }

    private Dataset<Row> union(Dataset<Row> all, Dataset<Row> more) {
        Set<String> common = new TreeSet<>(List.of(all.columns()));
        common.retainAll(List.of(more.columns()));
        Set<String> others = new TreeSet<>(List.of(all.columns()));
        others.addAll(List.of(more.columns()));
        others.removeAll(common);
        if (!others.isEmpty()) {
            throw new DataException("Cannot read data: " + path + "; some of its paths lack the column "
                    + String.join(", ", others) + "; read them as separate sources");
        }
        return all.unionByName(more);
    }
}
