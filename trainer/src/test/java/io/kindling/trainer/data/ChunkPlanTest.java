package io.kindling.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.DataException;
import io.kindling.trainer.random.Permutation;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class ChunkPlanTest {

    @Property(tries = 500)
    void anEpochVisitsEveryExampleExactlyOnce(
            @ForAll @IntRange(min = 1, max = 700) int examples,
            @ForAll @IntRange(min = 1, max = 64) int batchSize,
            @ForAll @IntRange(min = 1, max = 20) int shards,
            @ForAll @IntRange(min = 1, max = 300) int wantedChunkRows,
            @ForAll @IntRange(min = 0, max = 5) int epoch) {
        ChunkPlan plan = ChunkPlan.of(examples, batchSize, shards, wantedChunkRows);
        EpochOrder order = new EpochOrder(plan, 3, epoch);
        boolean[] seen = new boolean[examples];
        int full = 0;
        for (long batch = 0; batch < plan.batches(); batch++) {
            EpochOrder.Location location = order.locate(batch);
            int size = 0;
            for (int shard = 0; shard < shards; shard++) {
                Permutation rows = order.rows(location.chunk(), shard);
                int to = plan.firstRow(location.chunk(), shard, location.batch() + 1);
                for (int row = plan.firstRow(location.chunk(), shard, location.batch()); row < to; row++) {
                    int example = (int) plan.firstExample(location.chunk(), shard) + rows.at(row);
                    assertThat(seen[example]).isFalse();
                    seen[example] = true;
                    size++;
                }
            }
            full += size == batchSize ? 1 : 0;
        }
        assertThat(seen).doesNotContain(false);
        assertThat(full).isEqualTo(examples / batchSize);
        assertThat(plan.batches()).isEqualTo((examples + batchSize - 1) / batchSize);
    }

    @Property
    void blocksAreNeighboringRangesThatCoverAllExamples(
            @ForAll @IntRange(min = 1, max = 5000) int examples,
            @ForAll @IntRange(min = 1, max = 300) int batchSize,
            @ForAll @IntRange(min = 1, max = 40) int shards,
            @ForAll @IntRange(min = 1, max = 2000) int chunkRows) {
        ChunkPlan plan = ChunkPlan.of(examples, batchSize, shards, chunkRows);
        long next = 0;
        for (int chunk = 0; chunk < plan.chunks(); chunk++) {
            assertThat(plan.chunk(next)).isEqualTo(chunk);
            for (int shard = 0; shard < shards; shard++) {
                assertThat(plan.firstExample(chunk, shard)).isEqualTo(next);
                assertThat(plan.rows(chunk, shard))
                        .isBetween(plan.rows(chunk) / shards, (plan.rows(chunk) + shards - 1) / shards);
                next += plan.rows(chunk, shard);
            }
        }
        assertThat(next).isEqualTo(examples);
    }

    @Property
    void everyBatchIsSpreadEvenlyOverTheShards(
            @ForAll @IntRange(min = 1, max = 700) int examples,
            @ForAll @IntRange(min = 1, max = 64) int batchSize,
            @ForAll @IntRange(min = 1, max = 20) int shards) {
        ChunkPlan plan = ChunkPlan.of(examples, batchSize, shards, 200);
        for (int chunk = 0; chunk < plan.chunks(); chunk++) {
            for (int batch = 0; batch < plan.batches(chunk); batch++) {
                int least = Integer.MAX_VALUE;
                int most = 0;
                for (int shard = 0; shard < shards; shard++) {
                    int n = plan.firstRow(chunk, shard, batch + 1) - plan.firstRow(chunk, shard, batch);
                    least = Math.min(least, n);
                    most = Math.max(most, n);
                }
                assertThat(most - least).isLessThanOrEqualTo(1);
            }
        }
    }

    @Test
    void chunksOfMoreThanTwoBillionExamplesAreCounted() {
        ChunkPlan plan = ChunkPlan.of(10_000_000_000L, 1000, 64, 1 << 20);
        long last = plan.examples() - 1;
        assertThat(plan.chunk(last)).isEqualTo(plan.chunks() - 1);
        assertThat(plan.firstExample(plan.chunks() - 1, 63) + plan.rows(plan.chunks() - 1, 63))
                .isEqualTo(plan.examples());
    }

    @Test
    void aBatchCanExceedTheData() {
        ChunkPlan plan = ChunkPlan.of(60, Integer.MAX_VALUE, 4, 100);
        assertThat(plan.batches()).isEqualTo(1);
        assertThat(plan.batches(0)).isEqualTo(1);
        assertThat(new EpochOrder(plan, 1, 0).locate(0)).isEqualTo(new EpochOrder.Location(0, 0));
    }

    @Test
    void invalidPlansAreErrors() {
        assertThatThrownBy(() -> ChunkPlan.of(0, 10, 2, 100))
                .isInstanceOf(DataException.class)
                .hasMessage("Cannot train on 0 examples; check the path, the filters and the split");
        assertThatThrownBy(() -> ChunkPlan.of(1, 0, 2, 100))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("Invalid training.batchSize: 0 (must be at least 1)");
        assertThatThrownBy(() -> ChunkPlan.of(1, 1, 0, 100))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("Invalid training.shards: 0 (must be at least 1)");
        assertThatThrownBy(() -> new ChunkPlan(1, 10, 1, 15)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void epochsDifferInTheirOrder() {
        ChunkPlan plan = ChunkPlan.of(100, 10, 2, 50);
        Permutation first = new EpochOrder(plan, 1, 0).rows(0, 0);
        Permutation second = new EpochOrder(plan, 1, 1).rows(0, 0);
        int equal = 0;
        for (int i = 0; i < 25; i++) {
            equal += first.at(i) == second.at(i) ? 1 : 0;
        }
        assertThat(equal).isLessThan(10);
    }
}
