package io.kindling.driver.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.driver.config.NetworkConfig;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.layer.Flatten;
import io.kindling.trainer.layout.Features;
import io.kindling.trainer.layout.Image;
import java.util.List;
import org.junit.jupiter.api.Test;

final class NetworkConfigTest {

    @Test
    void theShapeOfTheDataIsTheDefault() {
        assertThat(new NetworkConfig(List.of(new Flatten()))
                        .over(new Features(64))
                        .input())
                .isEqualTo(new Features(64));
    }

    @Test
    void readsARowAsAnImage() {
        NetworkConfig network = new NetworkConfig(List.of(new Flatten()), new Image(1, 8, 8), null);
        assertThat(network.over(new Features(64)).input()).isEqualTo(new Image(1, 8, 8));
        assertThatThrownBy(() -> network.over(new Features(60)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("Invalid network.input: [1, 8, 8] (has 64 values per example, the data has 60)");
    }
}
