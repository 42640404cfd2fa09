package io.kindling.driver.data.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.driver.TestSpark;
import io.kindling.driver.data.block.ExampleShape;
import io.kindling.driver.data.block.Placement;
import io.kindling.driver.data.block.ShardBlock;
import io.kindling.trainer.data.Block;
import io.kindling.trainer.data.ChunkPlan;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BlockAssemblyTest {
    private static final ExampleShape SHAPE = new ExampleShape(1, 1, false);
    private static SparkSession spark;

    @BeforeAll
    static void start() {
        spark = TestSpark.local(2);
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    private static Block block(int rows) {
        Block block = SHAPE.block(rows);
        Arrays.fill(block.targets(), 1f);
        return block;
    }

    /** Cuts four examples that were counted as two and two, and are read as {@code first} and {@code second}. */
    private static List<ShardBlock> cut(int first, int second) {
        JavaRDD<Block> blocks = JavaSparkContext.fromSparkContext(spark.sparkContext())
                .parallelize(List.of(first, second), 2)
                .map(BlockAssemblyTest::block);
        Placement placement = new Placement(ChunkPlan.of(4, 4, 1, 4), 1);
        return new BlockAssembly(placement, SHAPE)
                .cut(new OrderedRows(blocks, new long[] {0, 2, 4}))
                .collect();
    }

    @Test
    void allExamplesAreInTheirBlock() {
        List<ShardBlock> blocks = cut(2, 2);
        assertThat(blocks).hasSize(1);
        assertThat(blocks.get(0).block().targets()).containsExactly(1f, 1f, 1f, 1f);
    }

    /** Three and one have the expected total, but would overwrite one example and omit another. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 4})
    void aSourceThatChangesAfterCountingIsAnError(int first) {
        assertThatThrownBy(() -> cut(first, 4 - first))
                .hasMessageContaining(
                        "Cannot prepare data: the source changed between two reads (the number of examples differs)");
    }
}
