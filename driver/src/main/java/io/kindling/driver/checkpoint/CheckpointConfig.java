package io.kindling.driver.checkpoint;

import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.layout.Dimensions;
import java.io.Serializable;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When checkpoints are written and how many are kept. It does not change the result.
 *
 * @param every {@code 100 iterations}, {@code 1 epoch} or {@code 10 minutes}; {@code never} disables checkpoints,
 *     including at the end and on a signal
 * @param keep number of newest checkpoints to keep
 */
public record CheckpointConfig(String every, int keep) implements Serializable {
    /** Disables checkpoints. */
    public static final String NEVER = "never";

    private static final Pattern INTERVAL = Pattern.compile("([1-9][0-9]{0,8}) +(iteration|epoch|minute)s?");

    public CheckpointConfig {
        parse(every);
        Dimensions.positive("training.checkpoint.keep", keep);
    }

    public CheckpointConfig(String every) {
        this(every, 3);
    }

    public CheckpointConfig() {
        this("10 minutes");
    }

    /** Unit of the interval between checkpoints. */
    public enum Unit {
        ITERATION,
        EPOCH,
        MINUTE
    }

    /** An interval between checkpoints. */
    public record Interval(long count, Unit unit) {}

    /** The interval between checkpoints; empty for never. */
    public Optional<Interval> interval() {
        return parse(every);
    }

    private static Optional<Interval> parse(String every) {
        String text = every == null ? "" : every.strip().toLowerCase(Locale.ROOT);
        if (text.equals(NEVER)) {
            return Optional.empty();
        }
        Matcher matcher = INTERVAL.matcher(text);
        if (!matcher.matches()) {
            throw new ConfigurationException("Invalid training.checkpoint.every: " + every
                    + " (must be a number of iterations, epochs or minutes, such as 100 iterations, or never)");
        }
        Unit unit = Unit.valueOf(matcher.group(2).toUpperCase(Locale.ROOT));
        return Optional.of(new Interval(Long.parseLong(matcher.group(1)), unit));
    }
}
