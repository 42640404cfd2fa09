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
 * The files of a path as Spark reads them, with the columns of partition folders ({@code dt=2026-01-01/hour=00}) after those of the files. Paths below one folder are read
 * together with that folder as base, so that each has all partition columns.
 *
 * <p>A folder of the path itself, {@code events/dt=2026-01-01}, gives a column too; it is marked ({@link #isOfPath}), because it says which files were asked for and is a
 * feature only of those who name it.
 */
public final class InputFiles {
    private static final String OF_PATH = "kindling.ofPath";

    /** Spark's own name for: take the paths literally. */
    private static final String GLOB = "__globPaths__";

    private static final String BASE = "basePath";

    private final SparkSession spark;
    private final String path;

    private InputFiles(SparkSession spark, String path) {
        this.spark = spark;
        this.path = path;
    }

    /** The columns of the files and then of their folders. */
    static Dataset<Row> read(SparkSession spark, String path, Supplier<DataFrameReader> reader) {
        return new InputFiles(spark, path).rows(reader, UnaryOperator.identity());
    }

    /** The same, followed by the columns of {@link RowOrigin}. */
    static Dataset<Row> readWithOrigin(SparkSession spark, String path, Supplier<DataFrameReader> reader) {
        return new InputFiles(spark, path).rows(reader, RowOrigin::attach);
    }

    /** Whether a column comes from a partition folder that the path of the source names. */
    public static boolean isOfPath(StructField field) {
        return field.metadata().contains(OF_PATH);
    }

    /**
     * What is read at once.
     *
     * @param base folder whose subfolders are partitions; null for Spark's own choice
     * @param keys partitions in the path
     * @param alone a path that looks like a pattern: Spark, told to take paths literally, reads all the others again for each of those; null for any other
     */
    private record Group(Path base, Set<String> keys, Path alone) {}

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
                        + "; Spark passes over files whose names begin with _ or a point, rename it");
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
            boolean own = !keys.isEmpty() || (paths > 1 && status.isDirectory() && isPartitioned(fileSystem, found));
            return new Group(
                    own ? base : null,
                    new LinkedHashSet<>(keys),
                    PathPattern.isPattern(found.toString()) ? found : null);
        } catch (IOException e) {
            throw new DataException("Cannot read data: " + path + "; " + e.getMessage(), e);
        }
    }

    private static boolean isHidden(String name) {
        return name.startsWith(".") || (name.startsWith("_") && !name.contains("="));
    }

    /** Folders above the working directory are not part of the path. */
    private boolean isRelative() {
        return path.charAt(0) != '/' && !PathPattern.hasScheme(path);
    }

    private static boolean isPartitioned(FileSystem fileSystem, Path folder) throws IOException {
        return Arrays.stream(fileSystem.listStatus(folder))
                .anyMatch(child ->
                        child.isDirectory() && child.getPath().getName().indexOf('=') > 0);
    }

    /** Marks the columns of the path, but for those that the files have as well. */
    private Dataset<Row> marked(Dataset<Row> rows, Supplier<DataFrameReader> reader, Group group, List<Path> paths) {
        if (group.keys().isEmpty()) {
            return rows;
        }
        List<String> ofFiles =
                List.of(load(reader, null, paths.subList(0, 1)).schema().fieldNames());
        NameCase nameCase = NameCase.of(spark);
        Dataset<Row> marked = rows;
        for (String key : group.keys()) {
            if (nameCase.indexOf(ofFiles, key) < 0) {
                marked = marked.withMetadata(
                        key, new MetadataBuilder().putBoolean(OF_PATH, true).build());
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
            throw new DataException("Cannot read data: " + path + "; not all of its paths have the column "
                    + String.join(", ", others) + ", read them as sources of their own");
        }
        return all.unionByName(more);
    }
}
