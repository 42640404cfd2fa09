package io.kindling.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.driver.run.StopRequest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The signal handler without real signals; for real signals, see {@link SignalsIT}. */
final class SignalsTest {
    private final List<String> ends = new ArrayList<>();

    private Signals signals(StopRequest stop) {
        return Signals.told(stop, code -> ends.add("exit " + code), code -> ends.add("halt " + code));
    }

    @Test
    void theFirstSignalExitsWithoutATrainingLoop() {
        try (Signals signals = signals(new StopRequest())) {
            signals.raised("TERM");
            assertThat(ends).containsExactly("exit 143");
            signals.raised("INT");
            assertThat(ends).containsExactly("exit 143", "halt 130");
            assertThat(signals.exitCode()).isEqualTo(143);
        }
    }
}
