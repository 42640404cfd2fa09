package io.kindling.trainer.loss;

import io.kindling.trainer.error.Numbers;
import io.kindling.trainer.onnx.OnnxGraph;
import java.util.List;

/**
 * Poisson negative log-likelihood of counts t, mean over all elements: e^x - t x if outputs x are logarithms of the
 * rate, x - t ln(x + eps) if outputs are the rate. Predictions are rates.
 *
 * @param logInput whether outputs are logarithms of the rate; default true
 * @param full whether to add Stirling's approximation of ln(t!), t ln t - t + ln(2 pi t) / 2, for t > 1; it does not
 *     change the gradient; default false
 * @param eps added to a rate before the logarithm; default 1e-8
 */
public record PoissonNll(boolean logInput, boolean full, double eps) implements ElementwiseLoss {
    public PoissonNll {
        Numbers.positive("poissonNll.eps", eps);
    }

    public PoissonNll() {
        this(true, false, 1e-8);
    }

    @Override
    public double loss(double output, double target, int column) {
        double loss = logInput ? Math.exp(output) - target * output : output - target * Math.log(output + eps);
        return full && target > 1 ? loss + stirling(target) : loss;
    }

    private static double stirling(double target) {
        return target * Math.log(target) - target + 0.5 * Math.log(2 * Math.PI * target);
    }

    @Override
    public double derivative(double output, double target, int column) {
        return logInput ? Math.exp(output) - target : 1 - target / (output + eps);
    }

    @Override
    public void validateTarget(float target, int columns) {
        if (!(target >= 0) || Float.isInfinite(target)) {
            throw Targets.invalidLabel(target, "must be a count of at least 0");
        }
    }

    @Override
    public void predictions(float[] outputs, int n, int columns, float[] predictions) {
        for (int i = 0; i < n * columns; i++) {
            predictions[i] = logInput ? (float) Math.exp(outputs[i]) : outputs[i];
        }
    }

    @Override
    public String exportPredictions(OnnxGraph graph, String outputs) {
        return logInput ? graph.node("predictions", "Exp", List.of(outputs), List.of()) : outputs;
    }
}
