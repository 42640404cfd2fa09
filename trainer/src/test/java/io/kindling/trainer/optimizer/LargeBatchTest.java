package io.kindling.trainer.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kindling.trainer.layout.Layout;
import io.kindling.trainer.layout.Role;
import io.kindling.trainer.layout.Slice;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** LARS and LAMB compared with the formulas of their papers, in double. */
final class LargeBatchTest {
    private static final Layout LAYOUT = Specimens.LAYOUT;
    private static final int STEPS = 20;

    private static double rate(int t) {
        return 2 / Math.sqrt(t);
    }

    private static double norm(double[] values, Slice slice) {
        double sum = 0;
        for (int i = slice.offset(); i < slice.end(); i++) {
            sum += values[i] * values[i];
        }
        return Math.sqrt(sum);
    }

    private static double[] widened(float[] values) {
        double[] wide = new double[values.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = values[i];
        }
        return wide;
    }

    private static void compare(OptimizerSpec spec, List<double[]> want) {
        Optimizer optimizer = new Optimizer(spec, LAYOUT);
        float[] parameters = Specimens.numbers(LAYOUT.length(), 0);
        float[][] slots = optimizer.initialSlots();
        for (int t = 1; t <= STEPS; t++) {
            optimizer.step(Specimens.numbers(LAYOUT.length(), t), slots, parameters, new Step(t, rate(t)));
            for (int i = 0; i < parameters.length; i++) {
                double wanted = want.get(t - 1)[i];
                assertThat((double) parameters[i]).isCloseTo(wanted, within(1e-5 * (1 + Math.abs(wanted))));
            }
        }
    }

    /** Algorithm 1 of You, Gitman and Ginsburg (2017): v = m v + gamma lambda (g + beta w); w = w - v. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.9})
    void lars(double momentum) {
        double decay = 0.01;
        double trust = 0.02;
        double[] w = widened(Specimens.numbers(LAYOUT.length(), 0));
        double[] v = new double[w.length];
        List<double[]> history = new ArrayList<>();
        for (int t = 1; t <= STEPS; t++) {
            double[] g = widened(Specimens.numbers(w.length, t));
            for (Slice slice : LAYOUT.slices()) {
                boolean adapted = slice.role() == Role.WEIGHT;
                double beta = adapted ? decay : 0;
                double size = norm(w, slice);
                double lambda = adapted ? trust * size / (norm(g, slice) + beta * size) : 1;
                for (int i = slice.offset(); i < slice.end(); i++) {
                    v[i] = momentum * v[i] + rate(t) * lambda * (g[i] + beta * w[i]);
                    w[i] -= v[i];
                }
            }
            history.add(w.clone());
        }
        compare(new Lars(1, momentum, decay, trust), history);
    }

    /** Algorithm 2 of You et al. (2019), with the identity as phi. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.1})
    void lamb(double decay) {
        double beta1 = 0.8;
        double beta2 = 0.95;
        double eps = 1e-6;
        double[] x = widened(Specimens.numbers(LAYOUT.length(), 0));
        double[] m = new double[x.length];
        double[] v = new double[x.length];
        List<double[]> history = new ArrayList<>();
        for (int t = 1; t <= STEPS; t++) {
            double[] g = widened(Specimens.numbers(x.length, t));
            double[] u = new double[x.length];
            for (Slice slice : LAYOUT.slices()) {
                boolean adapted = slice.role() == Role.WEIGHT;
                for (int i = slice.offset(); i < slice.end(); i++) {
                    m[i] = beta1 * m[i] + (1 - beta1) * g[i];
                    v[i] = beta2 * v[i] + (1 - beta2) * g[i] * g[i];
                    double r = m[i] / (1 - Math.pow(beta1, t)) / (Math.sqrt(v[i] / (1 - Math.pow(beta2, t))) + eps);
                    u[i] = r + (adapted ? decay * x[i] : 0);
                }
                double ratio = adapted ? norm(x, slice) / norm(u, slice) : 1;
                for (int i = slice.offset(); i < slice.end(); i++) {
                    x[i] -= rate(t) * ratio * u[i];
                }
            }
            history.add(x.clone());
        }
        compare(new Lamb(1, beta1, beta2, eps, decay, true), history);
    }

    @Test
    void zeroWeightsAreTrained() {
        for (OptimizerSpec spec : List.of(new Lars(0.1), new Lamb(0.1))) {
            Optimizer optimizer = new Optimizer(spec, LAYOUT);
            float[] parameters = new float[LAYOUT.length()];
            float[] gradient = Specimens.numbers(LAYOUT.length(), 1);
            optimizer.step(gradient, optimizer.initialSlots(), parameters, new Step(1, 0.1));
            assertThat(parameters).doesNotContain(0f);
        }
    }
}
