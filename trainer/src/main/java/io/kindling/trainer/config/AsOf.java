package io.kindling.trainer.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.kindling.trainer.error.ConfigurationException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * Replaces date placeholders in a configuration with the logical date of a run.
 *
 * <ul>
 *   <li>{@code {asOf}} is the date, such as 2026-11-21; {@code {asOf-1d}} is the previous day, {@code {asOf+7d}} a week
 *       later.
 *   <li>{@code {asOf-27d..asOf}} is a range, including both ends. It becomes {@code {2026-10-25,...,2026-11-21}}, which
 *       in a path matches one path per day.
 *   <li>{@code {asOf:yyyy/MM/dd}}, {@code {asOf-6d..asOf:yyyyMMdd}} format the dates with a pattern of
 *       {@link DateTimeFormatter}.
 * </ul>
 */
public final class AsOf {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\s*asOf\\b([^{}]*)}");
    private static final Pattern BODY = Pattern.compile(
            "\\s*(?:([+-])\\s*(\\d{1,5})d)?\\s*(\\.\\.\\s*asOf\\s*(?:([+-])\\s*(\\d{1,5})d)?\\s*)?(?::(.+))?");
    private static final long MAX_DAYS = 3660;

    private final Optional<LocalDate> date;

    private AsOf(Optional<LocalDate> date) {
        this.date = date;
    }

    /** No date: a configuration with placeholders is an error. */
    public static AsOf none() {
        return new AsOf(Optional.empty());
    }

    /**
     * Parses a date.
     *
     * @throws ConfigurationException if the text is not a date such as 2026-11-21
     */
    public static AsOf of(String text) {
        try {
            return new AsOf(Optional.of(LocalDate.parse(text)));
        } catch (DateTimeException e) {
            throw new ConfigurationException("Invalid --as-of: " + text + " (must be a date such as 2026-11-21)", e);
        }
    }

    /**
     * Returns a copy of a tree with all placeholders replaced.
     *
     * @param source name of the tree in errors
     * @throws ConfigurationException if there is no date, or a placeholder is invalid
     */
    public ObjectNode apply(ObjectNode tree, String source) {
        return (ObjectNode) apply(tree, ConfigPath.root(source));
    }

    private JsonNode apply(JsonNode node, ConfigPath place) {
        if (node.isObject()) {
            ObjectNode copy = JsonNodeFactory.instance.objectNode();
            node.properties()
                    .forEach(entry -> copy.set(entry.getKey(), apply(entry.getValue(), place.at(entry.getKey()))));
            return copy;
        }
        if (node.isArray()) {
            ArrayNode copy = JsonNodeFactory.instance.arrayNode();
            node.forEach(element -> copy.add(apply(element, place.at(copy.size()))));
            return copy;
        }
        return node.isTextual() ? TextNode.valueOf(text(node.textValue(), node, place)) : node;
    }

    private String text(String text, JsonNode node, ConfigPath place) {
        return PLACEHOLDER
                .matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(dates(found.group(1), node, place)));
    }

    private String dates(String body, JsonNode node, ConfigPath place) {
        Matcher parts = BODY.matcher(body);
        if (!parts.matches()) {
            throw place.invalid(node, "must be {asOf}, {asOf-1d}, {asOf-27d..asOf}, or with a pattern {asOf:yyyyMMdd}");
        }
        LocalDate day = date.orElseThrow(() -> place.invalid(node, "requires a date; set --as-of, such as 2026-11-21"));
        try {
            LocalDate first = shifted(day, parts.group(1), parts.group(2));
            DateTimeFormatter format = parts.group(6) == null
                    ? DateTimeFormatter.ISO_LOCAL_DATE
                    : DateTimeFormatter.ofPattern(parts.group(6), Locale.ROOT);
            if (parts.group(3) == null) {
                return format.format(first);
            }
            LocalDate last = shifted(day, parts.group(4), parts.group(5));
            long days = ChronoUnit.DAYS.between(first, last) + 1;
            if (days < 1 || days > MAX_DAYS) {
                throw place.invalid(node, "the range must be ascending, with at most " + MAX_DAYS + " days");
            }
            return range(first, days, format);
        } catch (DateTimeException | IllegalArgumentException e) {
            throw place.invalid(node, "the date pattern is invalid: " + e.getMessage());
        }
    }

    private static LocalDate shifted(LocalDate day, String sign, String days) {
        return days == null ? day : day.plusDays((sign.equals("-") ? -1 : 1) * Long.parseLong(days));
    }

    private static String range(LocalDate first, long days, DateTimeFormatter format) {
        String joined = LongStream.range(0, days)
                .mapToObj(day -> format.format(first.plusDays(day)))
                .distinct()
                .collect(Collectors.joining(","));
        return joined.contains(",") ? "{" + joined + "}" : joined;
    }

    /** The date, or an empty text. */
    @Override
    public String toString() {
        return date.map(LocalDate::toString).orElse("");
    }
}
