package io.kindling.trainer.random;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class RandomStreamTest {

    /** The published outputs of SplitMix64 for the seed 1234567. */
    @Test
    void equalsSplitMix64() {
        RandomStream stream = RandomStream.ofKey(1234567);
        assertThat(stream.bits(0)).isEqualTo(Long.parseUnsignedLong("6457827717110365317"));
        assertThat(stream.bits(1)).isEqualTo(Long.parseUnsignedLong("3203168211198807973"));
        assertThat(stream.bits(2)).isEqualTo(Long.parseUnsignedLong("9817491932198370423"));
        assertThat(stream.bits(3)).isEqualTo(Long.parseUnsignedLong("4593380528125082431"));
        assertThat(stream.bits(4)).isEqualTo(Long.parseUnsignedLong("16408922859458223821"));
    }

    @Test
    void streamsOfDifferentCoordinatesDiffer() {
        RandomStream stream = RandomStream.of(1, Purpose.DROPOUT);
        assertThat(stream.split(0).bits(0))
                .isNotEqualTo(stream.split(1).bits(0))
                .isNotEqualTo(stream.bits(0))
                .isNotEqualTo(RandomStream.of(2, Purpose.DROPOUT).split(0).bits(0))
                .isNotEqualTo(RandomStream.of(1, Purpose.SPLIT).split(0).bits(0));
        assertThat(stream.split(1).split(2).bits(0))
                .isNotEqualTo(stream.split(2).split(1).bits(0));
    }

    @Test
    void momentsOfTheDistributionsAreCorrect() {
        RandomStream stream = RandomStream.of(7, Purpose.INITIALIZATION);
        int n = 200_000;
        double uniform = 0;
        double normal = 0;
        double squares = 0;
        for (int i = 0; i < n; i++) {
            uniform += stream.uniform(i);
            double value = stream.gaussian(i);
            normal += value;
            squares += value * value;
        }
        assertThat(uniform / n).isBetween(0.497, 0.503);
        assertThat(normal / n).isBetween(-0.01, 0.01);
        assertThat(squares / n).isBetween(0.98, 1.02);
    }

    @Property
    void permutationsAreBijections(@ForAll @IntRange(min = 1, max = 3000) int n, @ForAll long seed) {
        Permutation order = new Permutation(RandomStream.ofKey(seed), n);
        boolean[] seen = new boolean[n];
        for (int i = 0; i < n; i++) {
            int value = order.at(i);
            assertThat(value).isBetween(0, n - 1);
            assertThat(seen[value]).isFalse();
            seen[value] = true;
        }
    }

    /** Over many streams, each of n values is first about equally often. */
    @Test
    void permutationsAreUniformInTheFirstPosition() {
        int n = 10;
        int draws = 20_000;
        int[][] counts = new int[2][n];
        for (int stream = 0; stream < draws; stream++) {
            Permutation order = new Permutation(RandomStream.of(stream, Purpose.EXAMPLE_ORDER), n);
            counts[0][order.at(0)]++;
            counts[1][order.at(n - 1)]++;
        }
        for (int[] place : counts) {
            for (int count : place) {
                assertThat(count).isBetween(1800, 2200);
            }
        }
    }
}
