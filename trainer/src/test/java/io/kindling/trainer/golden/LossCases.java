package io.kindling.trainer.golden;

import io.kindling.trainer.loss.Bce;
import io.kindling.trainer.loss.BceWithLogits;
import io.kindling.trainer.loss.CrossEntropy;
import io.kindling.trainer.loss.CrossEntropy.TargetType;
import io.kindling.trainer.loss.ElementwiseLoss;
import io.kindling.trainer.loss.Huber;
import io.kindling.trainer.loss.KlDiv;
import io.kindling.trainer.loss.KlDiv.Reduction;
import io.kindling.trainer.loss.L1;
import io.kindling.trainer.loss.LossFunction;
import io.kindling.trainer.loss.LossSum;
import io.kindling.trainer.loss.Mse;
import io.kindling.trainer.loss.MultiMargin;
import io.kindling.trainer.loss.Nll;
import io.kindling.trainer.loss.PoissonNll;
import io.kindling.trainer.loss.SmoothL1;
import io.kindling.trainer.loss.Targets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/** The family losses: mean, sum, loss of each row or element, and gradient of the mean. */
final class LossCases {
    private static final double RTOL = 2e-5;
    private static final double ATOL = 1e-6;

    private LossCases() {}

    static Map<String, Consumer<GoldenCase>> kinds() {
        Map<String, Consumer<GoldenCase>> kinds = new HashMap<>();
        losses().forEach((kind, loss) -> kinds.put(kind, golden -> check(golden, loss.apply(golden))));
        return kinds;
    }

    /** The loss of a kind, with the options and weights of the case. */
    static LossFunction named(String kind, GoldenCase golden) {
        Function<GoldenCase, LossFunction> loss = losses().get(kind);
        if (loss == null) {
            throw new AssertionError("Unknown loss: " + kind);
        }
        return loss.apply(golden);
    }

    private static Map<String, Function<GoldenCase, LossFunction>> losses() {
        Map<String, Function<GoldenCase, LossFunction>> losses = new HashMap<>();
        losses.put("cross_entropy", LossCases::crossEntropy);
        losses.put("nll_loss", LossCases::nll);
        losses.put("mse_loss", c -> plain(c, new Mse()));
        losses.put("l1_loss", c -> plain(c, new L1()));
        losses.put("smooth_l1_loss", c -> new SmoothL1(Options.of(c, "beta").number("beta", 1)));
        losses.put("huber_loss", c -> new Huber(Options.of(c, "delta").number("delta", 1)));
        losses.put("bce_with_logits", c -> plain(c, new BceWithLogits(list(c, "weight"), list(c, "pos_weight"))));
        losses.put("bce", c -> plain(c, new Bce(list(c, "weight"))));
        losses.put("multi_margin_loss", LossCases::multiMargin);
        losses.put("kl_div", LossCases::klDiv);
        losses.put("poisson_nll_loss", LossCases::poissonNll);
        return losses;
    }

    private static LossFunction plain(GoldenCase golden, LossFunction loss) {
        Options.of(golden);
        return loss;
    }

    private static LossFunction crossEntropy(GoldenCase golden) {
        Options options = Options.of(golden, "label_smoothing", "ignore_index", "target_type");
        TargetType type = options.choice(
                "target_type",
                TargetType.CLASS_INDICES,
                Map.of("class_indices", TargetType.CLASS_INDICES, "probabilities", TargetType.PROBABILITIES));
        return new CrossEntropy(
                list(golden, "weight"),
                options.number("label_smoothing", 0),
                options.integer("ignore_index", -100),
                type);
    }

    private static LossFunction nll(GoldenCase golden) {
        return new Nll(
                list(golden, "weight"), Options.of(golden, "ignore_index").integer("ignore_index", -100));
    }

    private static LossFunction multiMargin(GoldenCase golden) {
        Options options = Options.of(golden, "p", "margin");
        return new MultiMargin(options.integer("p", 1), options.number("margin", 1), list(golden, "weight"));
    }

    private static LossFunction klDiv(GoldenCase golden) {
        Options options = Options.of(golden, "log_target", "reduction");
        Reduction reduction = options.choice(
                "reduction", Reduction.MEAN, Map.of("mean", Reduction.MEAN, "batchmean", Reduction.BATCHMEAN));
        return new KlDiv(options.flag("log_target", false), reduction);
    }

    private static LossFunction poissonNll(GoldenCase golden) {
        Options options = Options.of(golden, "log_input", "full", "eps");
        return new PoissonNll(
                options.flag("log_input", true), options.flag("full", false), options.number("eps", 1e-8));
    }

    private static List<Double> list(GoldenCase golden, String path) {
        List<Double> values = new ArrayList<>();
        if (golden.has(path)) {
            for (float value : golden.floats(path)) {
                values.add((double) value);
            }
        }
        return values;
    }

    private static void check(GoldenCase golden, LossFunction loss) {
        float[] outputs = golden.floats("input");
        float[] target = golden.floats("target");
        int columns = columns(golden, loss);
        int n = outputs.length / columns;
        Targets targets = new Targets(target, loss.targetColumns(columns), null);
        float[] gradient = new float[outputs.length];
        LossSum total = loss.lossAndGradient(outputs, targets, n, columns, gradient);
        double[] mean = new double[gradient.length];
        for (int i = 0; i < mean.length; i++) {
            mean[i] = gradient[i] / total.divisor();
        }
        golden.check("loss", new double[] {total.sum() / total.divisor()}, RTOL, ATOL);
        golden.check("loss_sum", new double[] {total.sum()}, RTOL, ATOL);
        golden.check("dinput", mean, RTOL, ATOL);
        double[] each = loss instanceof ElementwiseLoss elementwise
                ? elements(elementwise, outputs, target, columns)
                : rows(loss, outputs, target, n, columns);
        golden.check("loss_none", each, RTOL, ATOL);
    }

    /** A flat input is a batch of single outputs, or one example if there are weights or classes per position. */
    private static int columns(GoldenCase golden, LossFunction loss) {
        int[] shape = golden.shape("input");
        boolean perColumn = !(loss instanceof ElementwiseLoss) || golden.has("weight") || golden.has("pos_weight");
        return shape.length == 0 || (shape.length == 1 && !perColumn) ? 1 : shape[shape.length - 1];
    }

    private static double[] elements(ElementwiseLoss loss, float[] outputs, float[] target, int columns) {
        double[] each = new double[outputs.length];
        for (int i = 0; i < each.length; i++) {
            each[i] = loss.loss(outputs[i], target[i], i % columns);
        }
        return each;
    }

    private static double[] rows(LossFunction loss, float[] outputs, float[] target, int n, int columns) {
        int targetColumns = loss.targetColumns(columns);
        double[] each = new double[n];
        for (int i = 0; i < n; i++) {
            float[] row = Arrays.copyOfRange(outputs, i * columns, (i + 1) * columns);
            float[] rowTarget = Arrays.copyOfRange(target, i * targetColumns, (i + 1) * targetColumns);
            each[i] = loss.lossAndGradient(row, new Targets(rowTarget, targetColumns, null), 1, columns, null)
                    .sum();
        }
        return each;
    }
}
