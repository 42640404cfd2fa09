package io.kindling.driver.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.trainer.loss.Bce;
import io.kindling.trainer.loss.BceWithLogits;
import io.kindling.trainer.loss.CrossEntropy;
import io.kindling.trainer.loss.ElementwiseLoss;
import io.kindling.trainer.loss.Huber;
import io.kindling.trainer.loss.KlDiv;
import io.kindling.trainer.loss.L1;
import io.kindling.trainer.loss.LossFunction;
import io.kindling.trainer.loss.Mse;
import io.kindling.trainer.loss.MultiMargin;
import io.kindling.trainer.loss.MulticlassHinge;
import io.kindling.trainer.loss.Nll;
import io.kindling.trainer.loss.PoissonNll;
import io.kindling.trainer.loss.SmoothL1;
import io.kindling.trainer.metric.Metric;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The metrics that {@code evaluate} reports for each loss. */
final class ReportedMetricsTest {
    private static final List<String> PROBABILITY_METRICS =
            List.of("accuracy", "precision", "recall", "f1", "auc", "logLoss");
    private static final List<String> SCORE_METRICS = List.of("accuracy", "precision", "recall", "f1");
    private static final List<String> REGRESSION_METRICS = List.of("rmse", "mae", "r2");

    private static final Map<LossFunction, List<String>> EXPECTED = Map.ofEntries(
            Map.entry(new CrossEntropy(), PROBABILITY_METRICS),
            Map.entry(new Nll(), PROBABILITY_METRICS),
            Map.entry(new KlDiv(), PROBABILITY_METRICS),
            Map.entry(new Bce(), PROBABILITY_METRICS),
            Map.entry(new BceWithLogits(), PROBABILITY_METRICS),
            Map.entry(new MulticlassHinge(), SCORE_METRICS),
            Map.entry(new MultiMargin(), SCORE_METRICS),
            Map.entry(new Mse(), REGRESSION_METRICS),
            Map.entry(new L1(), REGRESSION_METRICS),
            Map.entry(new Huber(), REGRESSION_METRICS),
            Map.entry(new SmoothL1(), REGRESSION_METRICS),
            Map.entry(new PoissonNll(), REGRESSION_METRICS));

    private static List<String> reported(LossFunction loss, int outputs) {
        return ReportedMetrics.all(loss, outputs).stream().map(Metric::name).toList();
    }

    @Test
    void everyLossHasItsMetrics() {
        Stream<Class<?>> losses = Stream.concat(
                Stream.of(LossFunction.class.getPermittedSubclasses()).filter(Class::isRecord),
                Stream.of(ElementwiseLoss.class.getPermittedSubclasses()));
        assertThat(losses.map(Class::getSimpleName))
                .containsExactlyInAnyOrderElementsOf(EXPECTED.keySet().stream()
                        .map(loss -> loss.getClass().getSimpleName())
                        .toList());
        EXPECTED.forEach((loss, names) -> {
            assertThat(reported(loss, 3)).as("%s with 3 outputs", loss).isEqualTo(names);
            if (loss.targetColumns(1) == 1 && !loss.task().name().equals("MULTICLASS")) {
                assertThat(reported(loss, 1)).as("%s with 1 output", loss).isEqualTo(names);
            }
        });
    }
}
