package io.kindling.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ContentHashTest {

    @Test
    void theHashNeverChanges() {
        Block block = new Block(1, 3, 1, new float[] {1, 2, 3}, new float[] {4}, null);
        assertThat(ContentHash.of(block, 0)).isEqualTo(-6292866712247589725L);
    }

    @Test
    void equalRowsHashEquallyInAnyBlock() {
        Block two = new Block(2, 2, 1, new float[] {1, 2, 0f, 4}, new float[] {5, 6}, null);
        Block one = new Block(1, 2, 1, new float[] {-0f, 4}, new float[] {6}, new float[] {1});
        assertThat(ContentHash.of(two)).containsExactly(ContentHash.of(two, 0), ContentHash.of(one, 0));
    }

    @Test
    void hashDependsOnValuesPositionsAndWeight() {
        Set<Long> hashes = new HashSet<>();
        float[][] features = {{1, 2, 3}, {2, 1, 3}, {1, 2, 3.0000002f}, {0, 0, 0}, {0, 0, 1}, {1, 0, 0}};
        for (float[] row : features) {
            for (float target : new float[] {0, 1}) {
                for (float weight : new float[] {0, 1, 2}) {
                    Block block = new Block(1, 3, 1, row, new float[] {target}, new float[] {weight});
                    hashes.add(ContentHash.of(block, 0));
                }
            }
        }
        assertThat(hashes).hasSize(36);
    }

    @Test
    void hashesOfNeighboringValuesAreSpreadEvenly() {
        int[] counts = new int[16];
        for (int i = 0; i < 16_000; i++) {
            Block block = new Block(1, 1, 1, new float[] {i}, new float[] {0}, null);
            counts[(int) (ContentHash.of(block, 0) >>> 60)]++;
        }
        for (int count : counts) {
            assertThat(count).isBetween(850, 1150);
        }
    }
}
