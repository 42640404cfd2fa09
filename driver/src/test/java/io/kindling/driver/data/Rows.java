package io.kindling.driver.data;

import io.kindling.driver.data.block.ShardBlock;
import io.kindling.trainer.data.Block;
import io.kindling.trainer.random.Permutation;
import io.kindling.trainer.random.Purpose;
import io.kindling.trainer.random.RandomStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Tables for tests, and prepared data as text for comparison. */
public final class Rows {
    static final StructType SCHEMA = new StructType()
            .add("a", DataTypes.DoubleType)
            .add("b", DataTypes.DoubleType)
            .add("c", DataTypes.FloatType)
            .add("label", DataTypes.IntegerType);

    private Rows() {}

    /** Returns n rows of three classes. Every tenth row occurs twice. */
    public static List<Row> numbered(int n) {
        RandomStream random = RandomStream.of(99, Purpose.INITIALIZATION);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            int of = i % 10 == 1 ? i - 1 : i;
            rows.add(RowFactory.create(
                    random.gaussian(3L * of), (double) of, random.uniform(3L * of + 1), random.below(of, 3)));
        }
        return rows;
    }

    static List<Row> shuffled(List<Row> rows, long seed) {
        List<Row> shuffled = new ArrayList<>();
        Permutation order = new Permutation(RandomStream.of(seed, Purpose.EXAMPLE_ORDER), rows.size());
        for (int i = 0; i < rows.size(); i++) {
            shuffled.add(rows.get(order.at(i)));
        }
        return shuffled;
    }

    public static Dataset<Row> table(SparkSession spark, List<Row> rows) {
        return spark.createDataFrame(rows, SCHEMA);
    }

    /** Returns one line per block, in the order of partitions: its partition, chunk, shard and all its values. */
    public static List<String> blocks(PreparedData data) {
        return data.blocks().collect().stream()
                .map(b -> b.chunk() + "/" + b.shard() + " "
                        + values(b.block(), 0, b.block().rows()))
                .toList();
    }

    private static String values(Block block, int from, int to) {
        int features = block.featureColumns();
        int targets = block.targetColumns();
        return Arrays.toString(Arrays.copyOfRange(block.features(), from * features, to * features))
                + Arrays.toString(Arrays.copyOfRange(block.targets(), from * targets, to * targets))
                + (block.weights() == null ? "" : Arrays.toString(Arrays.copyOfRange(block.weights(), from, to)));
    }

    /** Returns one line per example, sorted. */
    public static List<String> examples(PreparedData data) {
        List<String> examples = new ArrayList<>();
        for (ShardBlock shardBlock : data.blocks().collect()) {
            Block block = shardBlock.block();
            for (int row = 0; row < block.rows(); row++) {
                examples.add(values(block, row, row + 1));
            }
        }
        examples.sort(null);
        return examples;
    }
}
