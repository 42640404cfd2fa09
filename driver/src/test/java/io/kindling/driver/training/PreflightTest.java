package io.kindling.driver.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.driver.data.block.ExampleShape;
import io.kindling.trainer.data.ChunkPlan;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.layer.Linear;
import io.kindling.trainer.layout.Features;
import io.kindling.trainer.network.Network;
import io.kindling.trainer.network.NetworkSpec;
import java.util.List;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PreflightTest {

    private static SparkConf conf() {
        return new SparkConf(false);
    }

    /**
     * Number of tree nodes that cover the shards of each task: 8 shards in 3 tasks are [0,2) [2,5) [5,8), so 1 + 2 + 2.
     */
    @ParameterizedTest
    @CsvSource({"8,1,1,1", "8,2,1,2", "8,8,1,8", "8,3,1,5", "7,1,1,1", "7,2,1,4", "1,1,1,1", "8,4,2,2", "8,4,4,1"})
    void resultsAreTheSmallestCoverPerTask(int shards, int tasks, int jobs, int parts) {
        assertThat(new Preflight(1, shards, tasks, 1).results(jobs)).isEqualTo(parts * 4L);
    }

    @Test
    void gradientsAboveMaxResultSizeAreRefused() {
        Preflight large = new Preflight(100_000_000, 8, 8, 1);
        assertThatThrownBy(() -> large.requireResultsFit(conf(), 1))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(
                        "Cannot train with spark.driver.maxResultSize=1g: the gradients of one iteration need 3,052 MiB;"
                                + " set it to 3829m, or to 0 for no limit, raise training.aggregationDepth, or lower training.shards");
        assertThatCode(() -> large.requireResultsFit(conf(), 4)).doesNotThrowAnyException();
        assertThatCode(() -> new Preflight(100_000_000, 8, 8, 3).requireResultsFit(conf(), 1))
                .doesNotThrowAnyException();
        assertThatCode(() -> large.requireResultsFit(conf().set("spark.driver.maxResultSize", "0"), 1))
                .doesNotThrowAnyException();
        assertThatCode(() -> large.requireResultsFit(conf().set("spark.driver.maxResultSize", "3829m"), 1))
                .doesNotThrowAnyException();
    }

    @Test
    void stateLargerThanTheHeapIsRefused() {
        Preflight large = new Preflight(100_000_000, 8, 8, 1);
        assertThatThrownBy(() -> large.requireHeap(1L << 30, 2, 3))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("Cannot train in a driver of 1,024 MiB: 382 MiB of parameters, ")
                .hasMessageEndingWith("raise spark.driver.memory, with the launcher KINDLING_OPTS=-Xmx5g");
        assertThatCode(() -> large.requireHeap(4L << 30, 2, 3)).doesNotThrowAnyException();
    }

    @Test
    void parametersLargerThanAFileAreRefused() {
        assertThatCode(() -> new Preflight(536_000_000, 8, 8, 1).requireFile()).doesNotThrowAnyException();
        assertThatThrownBy(() -> new Preflight(537_000_000, 8, 8, 1).requireFile())
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("Invalid network: 537,000,000 parameters (must be at most 536,608,767, the limit of a"
                        + " parameter file; use a smaller network)");
    }

    @Test
    void layerOutputsOfAShardMustFit() {
        Network wide = Network.of(new NetworkSpec(new Features(2), List.of(new Linear(1_000_000), new Linear(3))));
        assertThatCode(() -> Preflight.requireShard(2000, wide, 8L << 30)).doesNotThrowAnyException();
        assertThatThrownBy(() -> Preflight.requireShard(3000, wide, Long.MAX_VALUE))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(
                        "Cannot train with 3,000 examples per shard: a layer has 1,000,000 outputs per example, and"
                                + " one array holds at most 2,147,483,631 values; lower training.batchSize or raise training.shards");
        assertThatThrownBy(() -> Preflight.requireShard(2000, wide, 1L << 30))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("Cannot train in a driver of 1,024 MiB: the outputs of the layers need 7,630 MiB for the"
                        + " 2,000 examples of a shard; lower training.batchSize, raise training.shards, or raise spark.driver.memory, with"
                        + " the launcher KINDLING_OPTS=-Xmx11g");
    }

    @Test
    void blockMustFitIntoAnArray() {
        ExampleShape wide = new ExampleShape(1_000_000, 1, false);
        assertThatCode(() -> wide.requireBlocks(new ChunkPlan(4000, 4000, 2, 4000)))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> wide.requireBlocks(new ChunkPlan(6000, 6000, 2, 6000)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(
                        "Cannot cut blocks of 3000 examples: 3000000000 values in one, and an array holds 2147483631;"
                                + " raise training.shards or lower training.batchSize");
    }
}
