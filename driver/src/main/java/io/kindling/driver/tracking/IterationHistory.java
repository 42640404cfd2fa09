package io.kindling.driver.tracking;

import io.kindling.driver.storage.JsonLines;
import io.kindling.trainer.training.EpochReport;
import io.kindling.trainer.training.IterationReport;
import io.kindling.trainer.training.TrainingListener;
import io.kindling.trainer.training.TrainingState;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Keeps the curves of a training in bounded memory, however long it runs. Each iteration is one point at first. When
 * there are too many points, each pair of neighbors is merged, and from then on each point covers twice as many
 * iterations. The number of points stays between half the bound and the bound, evenly spaced. Thread-safe for readers.
 */
public final class IterationHistory implements TrainingListener {
    /** Maximum number of points. */
    public static final int MAX_POINTS = 1000;

    private final LongSupplier nanoTime;
    private final Consumer<IterationPoint> finished;
    private final List<IterationPoint> points;
    private IterationPoint open;
    private long stride;
    private long last;

    /**
     * Creates a history.
     *
     * @param before points before a resume; the last may be incomplete
     * @param finished receives each complete point, in the thread of the loop
     * @param nanoTime clock, as {@link System#nanoTime}
     */
    public IterationHistory(List<IterationPoint> before, Consumer<IterationPoint> finished, LongSupplier nanoTime) {
        this.points = new ArrayList<>(before);
        this.finished = finished;
        this.nanoTime = nanoTime;
        this.stride = before.isEmpty() ? 1 : before.get(0).iterations();
        if (!points.isEmpty() && points.get(points.size() - 1).iterations() < stride) {
            this.open = points.remove(points.size() - 1);
        }
        this.last = nanoTime.getAsLong();
    }

    /**
     * Returns the history of a resumed training.
     *
     * @param lines as returned by {@link #lines}; empty for a new training
     */
    public static IterationHistory after(List<String> lines, Consumer<IterationPoint> finished) {
        byte[] text = String.join("", lines).getBytes(StandardCharsets.UTF_8);
        String source = IterationPoint.FILE + " of a checkpoint";
        List<IterationPoint> points = JsonLines.parse(text, source).stream()
                .map(json -> IterationPoint.of(json, source))
                .toList();
        return new IterationHistory(points, finished, System::nanoTime);
    }

    @Override
    public void onIteration(IterationReport report, TrainingState state) {
        long now = nanoTime.getAsLong();
        double seconds = (now - last) / 1e9;
        last = now;
        IterationPoint point = new IterationPoint(
                report.iteration(),
                1,
                report.loss(),
                report.learningRate(),
                report.gradientNorm(),
                report.examples(),
                seconds);
        IterationPoint done = add(point);
        if (done != null) {
            finished.accept(done);
        }
    }

    /** Returns the point that this iteration completes, or null. */
    private synchronized IterationPoint add(IterationPoint point) {
        open = open == null ? point : open.plus(point);
        if (open.iterations() < stride) {
            return null;
        }
        IterationPoint done = open;
        open = null;
        points.add(done);
        if (points.size() == MAX_POINTS) {
            halve();
        }
        return done;
    }

    private void halve() {
        List<IterationPoint> halved = new ArrayList<>();
        for (int i = 0; i < points.size(); i += 2) {
            halved.add(points.get(i).plus(points.get(i + 1)));
        }
        points.clear();
        points.addAll(halved);
        stride *= 2;
    }

    /** Validation time does not count as iteration time. */
    @Override
    public void onEpoch(EpochReport report, TrainingState state) {
        last = nanoTime.getAsLong();
    }

    /** Returns the points so far. The last may cover fewer iterations than the others. */
    public synchronized List<IterationPoint> points() {
        List<IterationPoint> all = new ArrayList<>(points);
        if (open != null) {
            all.add(open);
        }
        return all;
    }

    /** Returns the points as lines of {@code iterations.jsonl}. */
    public List<String> lines() {
        return points().stream().map(point -> JsonLines.line(point.json())).toList();
    }
}
