package io.kindling.driver.data.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.trainer.random.RandomStream;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SelectionTest {
    private static final int N = 20_000;

    @Test
    void splitDividesTheExamplesByItsFraction() {
        Split split = new Split(1, 0.3);
        int heldOut = 0;
        for (int i = 0; i < N; i++) {
            long hash = RandomStream.mix(i);
            int copies = new HeldOut(split).copies(hash, 0);
            assertThat(copies + new Training(split).copies(hash, 0)).isEqualTo(1);
            heldOut += copies;
        }
        assertThat(heldOut).isBetween((int) (0.28 * N), (int) (0.32 * N));
    }

    @Test
    void largerFractionKeepsTheHeldOutExamples() {
        for (int i = 0; i < 1000; i++) {
            long hash = RandomStream.mix(i);
            if (new Split(1, 0.1).isHeldOut(hash)) {
                assertThat(new Split(1, 0.2).isHeldOut(hash)).isTrue();
            }
        }
    }

    @Test
    void oversamplingGivesTheWholePartAndSometimesOneMore() {
        Oversampled selection = new Oversampled(new Training(new Split(1, 0)), List.of(1.0, 2.25), 1);
        int[] counts = new int[4];
        for (int i = 0; i < N; i++) {
            counts[selection.copies(RandomStream.mix(i), 1)]++;
            assertThat(selection.copies(RandomStream.mix(i), 0)).isEqualTo(1);
            assertThat(selection.copies(RandomStream.mix(i), -100)).isEqualTo(1);
        }
        assertThat(counts[2] + counts[3]).isEqualTo(N);
        assertThat(counts[3]).isBetween((int) (0.23 * N), (int) (0.27 * N));
    }
}
