package io.kindling.driver.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.trainer.training.EpochReport;
import io.kindling.trainer.training.IterationReport;
import io.kindling.trainer.training.TrainingState;
import io.kindling.trainer.training.UpdateStats;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When checkpoints are started, over three epochs of ten iterations of twenty seconds each. */
final class CheckpointListenerTest {
    private static final int BATCHES = 10;
    private static final int EPOCHS = 3;
    private static final long NANOS = TimeUnit.SECONDS.toNanos(20);

    @TempDir
    private Path folder;

    private long now;

    @ParameterizedTest
    @CsvSource({
        "4 iterations, 4 8 12 16 20 24 28",
        "30 iterations, 30",
        "1 epoch, 10 20 30",
        "2 epochs, 20",
        "1 minute, 3 6 9 12 15 18 21 24 27 30",
        "5 minutes, 15 30",
        "1000 minutes, ''",
    })
    void startsCheckpointsAtTheIntervalAndAtTheEnd(String every, String iterations) {
        CheckpointStore store = SavedFiles.store(SavedFiles.folder(folder));
        List<Long> begun = new ArrayList<>();
        Consumer<String> warnings = warning -> {
            throw new AssertionError(warning);
        };
        try (CheckpointWriter writer = new CheckpointWriter(store, 100, null, warnings::accept)) {
            CheckpointListener listener = new CheckpointListener(
                    writer,
                    new CheckpointConfig(every).interval().orElseThrow(),
                    Optional.empty(),
                    () -> History.NONE,
                    SavedFiles.DATA,
                    () -> now);
            for (int iteration = 1; iteration <= EPOCHS * BATCHES; iteration++) {
                now += NANOS;
                TrainingState state = SavedFiles.checkpoint(iteration).state();
                int batch = (iteration - 1) % BATCHES;
                listener.onIteration(
                        new IterationReport(state.epoch(), batch, BATCHES, iteration, 1, 0, new UpdateStats(0, 0, 0)),
                        state);
                if (batch == BATCHES - 1) {
                    listener.onEpoch(new EpochReport(state.epoch(), iteration, 0, Map.of(), Map.of(), 1, 1), state);
                }
                assertThat(writer.await()).isTrue();
                if (store.names().size() > begun.size()) {
                    begun.add((long) iteration);
                }
            }
            assertThat(begun)
                    .map(String::valueOf)
                    .containsExactly(iterations.isEmpty() ? new String[0] : iterations.split(" "));
            assertThat(listener.finish(SavedFiles.checkpoint(EPOCHS * BATCHES).state()))
                    .isTrue();
            assertThat(store.names().get(0)).startsWith("iteration-000000000030-");
            assertThat(store.names()).hasSize(begun.contains(30L) ? begun.size() : begun.size() + 1);
        }
    }
}
