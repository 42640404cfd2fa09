package io.kindling.driver.data.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

final class IdxTest {

    @Test
    void splitsFilesWithUpToTwoBillionItems() {
        Assertions.assertTimeoutPreemptively(
                Duration.ofMinutes(1),
                () -> assertThat(Idx.starts(Integer.MAX_VALUE, 1 << 24))
                        .hasSize(128)
                        .startsWith(0, 1 << 24)
                        .endsWith(127 << 24));
        assertThat(Idx.starts(10, 4)).isEqualTo(List.of(0, 4, 8));
        assertThat(Idx.starts(Integer.MAX_VALUE, Integer.MAX_VALUE)).isEqualTo(List.of(0));
        assertThat(Idx.starts(1, 1)).isEqualTo(List.of(0));
    }
}
