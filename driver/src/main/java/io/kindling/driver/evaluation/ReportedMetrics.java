package io.kindling.driver.evaluation;

import io.kindling.trainer.loss.LossFunction;
import io.kindling.trainer.loss.Task;
import io.kindling.trainer.metric.Auc;
import io.kindling.trainer.metric.ConfusionMatrix;
import io.kindling.trainer.metric.F1;
import io.kindling.trainer.metric.LogLoss;
import io.kindling.trainer.metric.Metric;
import io.kindling.trainer.metric.Precision;
import io.kindling.trainer.metric.Recall;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Metrics that an evaluation reports for a loss. */
public final class ReportedMetrics {
    /** The confusion matrix behind the table of classes. */
    public static final ConfusionMatrix MATRIX = new ConfusionMatrix();

    private static final int MAX_CLASSES = 100;

    private ReportedMetrics() {}

    /** Returns all metrics that apply to a model. */
    public static List<Metric> all(LossFunction loss, int outputs) {
        List<Metric> metrics = new ArrayList<>(Metric.defaults(loss.task()));
        if (loss.task() != Task.REGRESSION) {
            metrics.addAll(List.of(new Precision(), new Recall(), new F1()));
            if (loss.givesProbabilities()) {
                metrics.addAll(outputs <= MAX_CLASSES ? List.of(new Auc(), new LogLoss()) : List.of(new LogLoss()));
            }
        }
        return metrics;
    }

    /** Whether a model has a table of classes. It has one if it predicts one class out of at most 100. */
    public static boolean hasTable(LossFunction loss, int outputs) {
        boolean one = loss.task() == Task.MULTICLASS || (loss.task() == Task.BINARY && outputs == 1);
        return one && outputs <= MAX_CLASSES;
    }

    /** Returns the metrics, with the confusion matrix if the model has a table of classes. */
    public static List<Metric> withMatrix(List<Metric> metrics, LossFunction loss, int outputs) {
        return !hasTable(loss, outputs) || metrics.contains(MATRIX)
                ? metrics
                : Stream.concat(metrics.stream(), Stream.of(MATRIX)).toList();
    }
}
