package io.kindling.trainer.optimizer;

import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.Numbers;
import io.kindling.trainer.layout.Layout;
import io.kindling.trainer.layout.Slice;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Settings for the parameters whose names match a pattern. The first matching group applies; parameters without a match
 * use the settings of the optimizer.
 *
 * @param pattern pattern of a full name such as {@code 0.weight}. {@code *} matches any characters, including dots;
 *     {@code ?} matches one character: {@code 0.*}, {@code *.bias}
 * @param learningRateScale factor of the current learning rate; default 1
 * @param weightDecayScale factor of the optimizer's weight decay; default 1
 * @param frozen whether the parameters do not change; default false
 */
public record ParameterGroup(String pattern, double learningRateScale, double weightDecayScale, boolean frozen) {
    public ParameterGroup {
        Objects.requireNonNull(pattern, "pattern");
        Numbers.nonNegative("group.learningRateScale", learningRateScale);
        Numbers.nonNegative("group.weightDecayScale", weightDecayScale);
    }

    public ParameterGroup(String pattern) {
        this(pattern, 1, 1, false);
    }

    /** Whether the group applies to a parameter name. */
    boolean matches(String name) {
        String regex = pattern.chars()
                .mapToObj(c -> c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(Character.toString(c)))
                .collect(Collectors.joining());
        return Pattern.matches(regex, name);
    }

    /**
     * Returns the first group that matches a slice, or the default group.
     *
     * @param groups in the order of the configuration
     */
    public static ParameterGroup of(Slice slice, List<ParameterGroup> groups) {
        return groups.stream()
                .filter(group -> group.matches(slice.name()))
                .findFirst()
                .orElse(new ParameterGroup("*"));
    }

    /**
     * Checks that the group matches a parameter.
     *
     * @throws ConfigurationException if it matches none; the message lists the parameter names
     */
    void validate(Layout layout) {
        List<String> names = layout.slices().stream().map(Slice::name).toList();
        if (names.stream().noneMatch(this::matches)) {
            throw new ConfigurationException(
                    "Invalid group.pattern: " + pattern + " (matches no parameter; the parameters are " + names + ")");
        }
    }
}
