package io.kindling.driver.ml;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.driver.TestSpark;
import io.kindling.trainer.error.ConfigurationException;
import org.junit.jupiter.api.Test;

/** An estimator checks its network before it allocates anything of the network's size. */
final class EstimatorMemoryTest {

    @Test
    void networkLargerThanAFileIsRefused() {
        TestSpark.with(
                1,
                spark -> assertThatThrownBy(() -> new NeuralNetworkClassifier()
                                .setLayers(new int[] {100_000_000})
                                .fit(Tables.rings(spark, 20)))
                        .isInstanceOf(ConfigurationException.class)
                        .hasMessageStartingWith("Invalid network: 600,000,003 parameters (must be at most "));
    }
}
