package io.kindling.trainer.error;

/**
 * Validates real numbers in a configuration. Each method returns the value, or throws a {@link ConfigurationException}
 * that names it.
 */
public final class Numbers {
    private Numbers() {}

    /** {@code Invalid <name>: <value> (must be a finite number)} if it is not finite. */
    public static double finite(String name, double value) {
        return check(name, value, Double.isFinite(value), "must be a finite number");
    }

    /** {@code Invalid <name>: <value> (must be a positive number)} unless it is above 0 and finite. */
    public static double positive(String name, double value) {
        return check(name, value, value > 0 && Double.isFinite(value), "must be a positive number");
    }

    /** {@code Invalid <name>: <value> (must be 0 or a positive number)} unless it is at least 0 and finite. */
    public static double nonNegative(String name, double value) {
        return check(name, value, value >= 0 && Double.isFinite(value), "must be 0 or a positive number");
    }

    /** {@code Invalid <name>: <value> (must be in [0, 1])} if it is not. */
    public static double fraction(String name, double value) {
        return check(name, value, value >= 0 && value <= 1, "must be in [0, 1]");
    }

    /** {@code Invalid <name>: <value> (must be in [0, 1))} if it is not. */
    public static double belowOne(String name, double value) {
        return check(name, value, value >= 0 && value < 1, "must be in [0, 1)");
    }

    private static double check(String name, double value, boolean valid, String why) {
        if (!valid) {
            throw new ConfigurationException("Invalid " + name + ": " + value + " (" + why + ")");
        }
        return value;
    }
}
