package io.kindling.trainer.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class KindlingExceptionTest {
    private static final String QUOTED = "a\u001b[2J\u0000\u0007\u009b31m\u202e\u2066b\tc\nd \u00e9\ud83d\ude00";

    @Test
    void messagesCannotControlATerminal() {
        for (KindlingException e : List.of(
                new ConfigurationException(QUOTED),
                new DataException(QUOTED, new IllegalStateException()),
                new DivergenceException(QUOTED),
                new LockedException(QUOTED),
                new StorageException(QUOTED))) {
            assertThat(e.getMessage())
                    .isEqualTo("a\\u001b[2J\\u0000\\u0007\\u009b31m\\u202e\\u2066b\tc\nd \u00e9\ud83d\ude00");
        }
    }

    @Test
    void otherTextIsUnchanged() {
        String text = "Cannot read data: /d/\u00e9\u4e2d.csv; line 3";
        assertThat(Printable.text(text)).isSameAs(text);
    }

    @Test
    void aMessageCanBeNull() {
        assertThat(new StorageException(null)).hasMessage(null);
    }
}
