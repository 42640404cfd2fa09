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
 * What is different for the parameters of some names. The first group whose pattern matches a name counts; names that none matches are
 * trained as the optimizer says.
 *
 * @param pattern of a whole name such as {@code 0.weight}; {@code *} stands for any characters, dots included, {@code ?} for one: {@code
 * 0.*}, {@code *.bias}
 * @param learningRateScale multiplies the learning rate in force, default 1
 * @param weightDecayScale multiplies the optimizer's weight decay, default 1; 0 means none
 * @param frozen whether they keep their values, to the bit; default false
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

    /** Whether a parameter of this name belongs to the group. */
    boolean matches(String name) {
        String regex = pattern.chars()
                .mapToObj(c -> c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(Character.toString(c)))
                .collect(Collectors.joining());
        return Pattern.matches(regex, name);
    }

    /**
     * The group that counts for a slice: the first that matches, or one that changes nothing.
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
     * Refuses a group that no parameter belongs to.
     *
     * @throws ConfigurationException with the names that there are
     */
    void validate(Layout layout) {
        List<String> names = layout.slices().stream().map(Slice::name).toList();
        if (names.stream().noneMatch(this::matches)) {
            throw new ConfigurationException(
                    "Invalid group.pattern: " + pattern + " (matches no parameter; there are " + names + ")");
        }
    }
}
