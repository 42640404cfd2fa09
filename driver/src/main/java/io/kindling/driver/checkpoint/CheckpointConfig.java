package io.kindling.driver.checkpoint;

import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.layout.Dimensions;
import java.io.Serializable;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When the state of a training is saved, and how much of it is kept. No bit of the result depends on it.
 *
 * @param every {@code 100 iterations}, {@code 1 epoch} or {@code 10 minutes}; {@code never} writes no checkpoint at all, at the end or on a signal either
 * @param keep newest checkpoints to keep
 */
public record CheckpointConfig(String every, int keep) implements Serializable {
    /** Writes no checkpoint. */
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

    /** What is counted from one checkpoint to the next. */
    public enum Unit {
        ITERATION,
        EPOCH,
        MINUTE
    }

    /** So many units. */
    public record Interval(long count, Unit unit) {}

    /** How often; empty for never. */
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
                    + " (must be as 100 iterations, 1 epoch, 10 minutes or never)");
        }
        Unit unit = Unit.valueOf(matcher.group(2).toUpperCase(Locale.ROOT));
        return Optional.of(new Interval(Long.parseLong(matcher.group(1)), unit));
    }
}
