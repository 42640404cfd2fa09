package io.kindling.trainer.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.trainer.layer.Moments;
import io.kindling.trainer.loss.LossSum;
import io.kindling.trainer.metric.MetricSums;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class ShardTreeTest {

    /** Values of such different magnitude that another order of summation gives other bits. */
    private static GradientShard shard(int number) {
        float[] gradient = new float[40];
        Random random = new Random(number);
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] = (float) (random.nextGaussian() * Math.pow(10, random.nextInt(7)));
        }
        Moments moments = new Moments(1);
        moments.set(0, 1 + number, random.nextGaussian() * 100, random.nextDouble());
        return new GradientShard(
                gradient,
                new LossSum(random.nextGaussian(), 1 + number),
                1 + number,
                moments,
                new MetricSums(List.of(), 1),
                GradientShard.ALL_FINITE);
    }

    /** A shard; every third shard is empty if {@code someEmpty}. */
    private static GradientShard shardOrEmpty(int number, boolean someEmpty) {
        return someEmpty && number % 3 == 1 ? null : shard(number);
    }

    @Property(tries = 300)
    void bitsDoNotDependOnArrivalOrderOrMergeLocation(
            @ForAll @IntRange(min = 1, max = 37) int shards,
            @ForAll @IntRange(min = 1, max = 9) int tasks,
            @ForAll boolean someEmpty,
            @ForAll Random random) {
        ShardTree inOrder = new ShardTree(shards);
        for (int s = 0; s < shards; s++) {
            inOrder.add(s, shardOrEmpty(s, someEmpty));
        }
        List<ShardTree.Node> parts = new ArrayList<>();
        for (int task = 0; task < tasks; task++) {
            ShardTree tree = new ShardTree(shards);
            for (int s = task * shards / tasks; s < (task + 1) * shards / tasks; s++) {
                tree.add(s, shardOrEmpty(s, someEmpty));
            }
            parts.addAll(tree.nodes());
        }
        Collections.shuffle(parts, random);
        ShardTree driver = new ShardTree(shards);
        parts.forEach(driver::add);
        GradientShard want = inOrder.root();
        GradientShard got = driver.root();
        assertThat(got.gradientSum()).containsExactly(want.gradientSum());
        assertThat(got.lossSum()).isEqualTo(want.lossSum());
        assertThat(got.examples()).isEqualTo(want.examples());
        assertThat(got.moments().m2(0)).isEqualTo(want.moments().m2(0));
        assertThat(got.moments().mean(0)).isEqualTo(want.moments().mean(0));
    }

    /** A left fold gives other bits, so the test above can fail. */
    @Test
    void aFoldChangesTheBits() {
        ShardTree tree = new ShardTree(8);
        GradientShard fold = shard(0);
        tree.add(0, shard(0));
        for (int s = 1; s < 8; s++) {
            tree.add(s, shard(s));
            fold.merge(shard(s));
        }
        assertThat(tree.root().gradientSum()).isNotEqualTo(fold.gradientSum());
    }

    @Test
    void aMissingShardIsAnError() {
        ShardTree tree = new ShardTree(3);
        tree.add(0, shard(0));
        tree.add(2, shard(2));
        assertThatThrownBy(tree::root).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void theSmallestNonFiniteShardIsKept() {
        GradientShard left = nonFinite(5);
        left.merge(nonFinite(2)).merge(shard(0));
        assertThat(left.nonFiniteShard()).isEqualTo(2);
    }

    private static GradientShard nonFinite(int number) {
        return new GradientShard(
                new float[40], new LossSum(0, 1), 1, new Moments(1), new MetricSums(List.of(), 1), number);
    }
}
