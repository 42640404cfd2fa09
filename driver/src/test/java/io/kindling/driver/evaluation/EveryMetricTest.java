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

/** What {@code evaluate} prints for each loss beside the loss itself. */
final class EveryMetricTest {
    private static final List<String> OF_PROBABILITIES =
            List.of("accuracy", "precision", "recall", "f1", "auc", "logLoss");
    private static final List<String> OF_SCORES = List.of("accuracy", "precision", "recall", "f1");
    private static final List<String> OF_NUMBERS = List.of("rmse", "mae", "r2");

    private static final Map<LossFunction, List<String>> EXPECTED = Map.ofEntries(
            Map.entry(new CrossEntropy(), OF_PROBABILITIES),
            Map.entry(new Nll(), OF_PROBABILITIES),
            Map.entry(new KlDiv(), OF_PROBABILITIES),
            Map.entry(new Bce(), OF_PROBABILITIES),
            Map.entry(new BceWithLogits(), OF_PROBABILITIES),
            Map.entry(new MulticlassHinge(), OF_SCORES),
            Map.entry(new MultiMargin(), OF_SCORES),
            Map.entry(new Mse(), OF_NUMBERS),
            Map.entry(new L1(), OF_NUMBERS),
            Map.entry(new Huber(), OF_NUMBERS),
            Map.entry(new SmoothL1(), OF_NUMBERS),
            Map.entry(new PoissonNll(), OF_NUMBERS));

    private static List<String> printed(LossFunction loss, int outputs) {
        return ReportedMetrics.all(loss, outputs).stream().map(Metric::name).toList();
    }

    @Test
    void everyLossHasAllMetricsThatMeanSomething() {
        Stream<Class<?>> losses = Stream.concat(
                Stream.of(LossFunction.class.getPermittedSubclasses()).filter(Class::isRecord),
                Stream.of(ElementwiseLoss.class.getPermittedSubclasses()));
        assertThat(losses.map(Class::getSimpleName))
                .containsExactlyInAnyOrderElementsOf(EXPECTED.keySet().stream()
                        .map(loss -> loss.getClass().getSimpleName())
                        .toList());
        EXPECTED.forEach((loss, names) -> {
            assertThat(printed(loss, 3)).as("%s with 3 outputs", loss).isEqualTo(names);
            if (loss.targetColumns(1) == 1 && !loss.task().name().equals("MULTICLASS")) {
                assertThat(printed(loss, 1)).as("%s with 1 output", loss).isEqualTo(names);
            }
        });
    }
}
