package io.kindling.driver.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.driver.data.block.ShardBlock;
import io.kindling.trainer.data.Block;
import io.kindling.trainer.data.ChunkPlan;
import io.kindling.trainer.gradient.BatchGradient;
import io.kindling.trainer.layer.Linear;
import io.kindling.trainer.layout.Features;
import io.kindling.trainer.loss.Mse;
import io.kindling.trainer.math.FloatFormat;
import io.kindling.trainer.network.NetworkSpec;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ExecutorContextTest {
    private final ExecutorContext replica = new ExecutorContext(
            new NetworkTask(new NetworkSpec(new Features(1), List.of(new Linear(1))), new Mse(), List.of()),
            new BatchGradient(ChunkPlan.of(4, 1, 1, 1), 1),
            FloatFormat.FLOAT32);
    private final List<Integer> read = new ArrayList<>();

    /** The stored blocks of a chunk. */
    private Iterable<ShardBlock> stored(int chunk) {
        return () -> {
            read.add(chunk);
            Block block = new Block(1, 1, 1, new float[1], new float[1], null);
            return List.of(new ShardBlock(chunk, 0, block)).iterator();
        };
    }

    private int chunkOf(Iterator<ShardBlock> blocks) {
        int chunk = blocks.next().chunk();
        assertThat(blocks.hasNext()).isFalse();
        return chunk;
    }

    @Test
    void blocksAreReadOncePerChunk() {
        for (int chunk : new int[] {0, 0, 1, 1, 0}) {
            assertThat(chunkOf(replica.blocks(chunk, 0, stored(chunk)))).isEqualTo(chunk);
        }
        assertThat(read).containsExactly(0, 1, 0);
    }

    /** For example a copy of a straggler that reads its blocks when the others are a chunk ahead. */
    @Test
    void lateTaskDoesNotChangeTheNextChunk() {
        Iterable<ShardBlock> late = () -> {
            assertThat(chunkOf(replica.blocks(1, 1, stored(1)))).isEqualTo(1);
            return stored(0).iterator();
        };
        assertThat(chunkOf(replica.blocks(0, 0, late))).isZero();
        assertThat(chunkOf(replica.blocks(1, 0, stored(1)))).isEqualTo(1);
    }
}
