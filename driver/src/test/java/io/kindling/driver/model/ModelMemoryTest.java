package io.kindling.driver.model;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.trainer.error.ConfigurationException;
import org.junit.jupiter.api.Test;

final class ModelMemoryTest {

    @Test
    void modelLargerThanTheHeapIsRefused() {
        assertThatCode(() -> ModelMemory.require("runs/a/model", 300L << 20, 1L << 30))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> ModelMemory.require("runs/a/model", 640L << 20, 512L << 20))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(
                        "Cannot read the model runs/a/model in a driver of 512 MiB: its 640 MiB of parameters take at"
                                + " least 1,920 MiB; raise spark.driver.memory, with the launcher KINDLING_OPTS=-Xmx3g");
    }
}
