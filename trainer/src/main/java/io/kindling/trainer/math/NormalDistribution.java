package io.kindling.trainer.math;

/**
 * The standard normal distribution and the error function behind it, in double, to 1e-10.
 *
 * <p>For z >= 0 and t = 1 / (1 + z / 2), the function erfc(z) e^(z^2) / t is smooth on (0, 1] and comes from a
 * polynomial in t: the Chebyshev interpolant of degree 14, with a relative error below 2e-10. The exponential factor is
 * the same as in the density.
 */
public final class NormalDistribution {
    private static final double SQRT_HALF = Math.sqrt(0.5);
    private static final double DENSITY_AT_0 = 1 / Math.sqrt(2 * Math.PI);

    private NormalDistribution() {}

    /** 2 / sqrt(pi) times the integral of e^(-u^2) from 0 to z. */
    public static double erf(double z) {
        double magnitude = Math.abs(z);
        return Math.copySign(1 - Math.exp(-z * z) * scaledErfc(magnitude), z);
    }

    /** Phi(x), the probability of a value below x. */
    public static double cumulative(double x) {
        return cumulative(x, Math.exp(-0.5 * x * x));
    }

    /** Phi(x), given {@code exp} = e^(-x^2 / 2). */
    public static double cumulative(double x, double exp) {
        double tail = 0.5 * exp * scaledErfc(Math.abs(x) * SQRT_HALF);
        return x > 0 ? 1 - tail : tail;
    }

    /** phi(x) = e^(-x^2 / 2) / sqrt(2 pi), given {@code exp} = e^(-x^2 / 2). */
    public static double density(double exp) {
        return exp * DENSITY_AT_0;
    }

    /** erfc(z) e^(z^2) for z >= 0. */
    private static double scaledErfc(double z) {
        double t = 1 / (1 + 0.5 * z);
        double p = 0.0192211018214591;
        p = p * t - 0.11325052056886178;
        p = p * t + 0.2471775240801153;
        p = p * t - 0.16926260103294988;
        p = p * t - 0.2262052541876136;
        p = p * t + 0.5079038803247573;
        p = p * t - 0.3288467140379785;
        p = p * t + 0.08573941727706602;
        p = p * t - 0.09540690963089138;
        p = p * t + 0.0026041497064587388;
        p = p * t + 0.08294140261669777;
        p = p * t + 0.17636388683971407;
        p = p * t + 0.24683102709327745;
        p = p * t + 0.282094818041082;
        p = p * t + 0.28209479171449986;
        return p * t;
    }
}
