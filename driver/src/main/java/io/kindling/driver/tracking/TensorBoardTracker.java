package io.kindling.driver.tracking;

import io.kindling.driver.storage.Folder;
import io.kindling.trainer.error.StorageException;
import io.kindling.trainer.training.EpochReport;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Writes event files for TensorBoard into the folders {@code train} and {@code validation}, so that TensorBoard draws a
 * metric of both in one chart. The step is the iteration. A resumed training starts new files next to the earlier
 * files; TensorBoard reads them together.
 */
final class TensorBoardTracker implements Tracker {
    /** Name of the folder inside the run folder. */
    static final String FOLDER = "tensorboard";

    private static final String PREFIX = "events.out.tfevents.";

    private final EventFile train;
    private final EventFile validation;

    TensorBoardTracker(Folder folder) {
        try {
            this.train = open(folder.folder("train"));
            this.validation = open(folder.folder("validation"));
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private static EventFile open(Folder folder) throws IOException {
        // Rewrite the files of earlier starts, so that a process which lost the lock cannot append to them.
        folder.names().stream()
                .filter(name -> name.startsWith(PREFIX))
                .forEach(name -> folder.write(name, folder.read(name)));
        long milliseconds = System.currentTimeMillis();
        String name =
                String.format(Locale.ROOT, PREFIX + "%010d.kindling.%03d", milliseconds / 1000, milliseconds % 1000);
        return new EventFile(folder.create(name), now());
    }

    private static double now() {
        return System.currentTimeMillis() / 1e3;
    }

    private static StorageException failed(IOException e) {
        return new StorageException("Cannot write TensorBoard's files: " + e.getMessage(), e);
    }

    @Override
    public void point(IterationPoint point) {
        Map<String, Double> scalars = new LinkedHashMap<>();
        scalars.put("iteration/loss", point.loss());
        scalars.put("iteration/learning_rate", point.learningRate());
        scalars.put("iteration/gradient_norm", point.gradientNorm());
        scalars.put("iteration/examples_per_second", point.examplesPerSecond());
        try {
            train.add(now(), point.iteration(), scalars);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public void epoch(EpochReport report) {
        try {
            train.add(now(), report.iteration(), report.train());
            train.publish();
            if (!report.validation().isEmpty()) {
                validation.add(now(), report.iteration(), report.validation());
                validation.publish();
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public void ended(String status) {
        // TensorBoard records no end of a run.
    }

    @Override
    public void close() {
        try (EventFile first = train;
                EventFile second = validation) {
            first.publish();
            second.publish();
        } catch (IOException e) {
            throw failed(e);
        }
    }
}
