package io.kindling.jobs.reference;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The Javadoc of a record as Markdown: its first sentence and the text of each component. */
final class Javadoc {
    private static final Pattern TAG = Pattern.compile("\\{@(\\w+)\\s+([^}]*)}");
    private static final Pattern CITATION = Pattern.compile(" \\([^()]*\\b(19|20)\\d\\d\\)");
    private static final Pattern SENTENCE = Pattern.compile("^(.*?\\.)(\\s+[A-Z<].*)?$");

    private final String sentence;
    private final Map<String, String> components = new LinkedHashMap<>();

    private Javadoc(String comment) {
        String[] parts = comment.split("\\s@param\\s+", -1);
        String description = CITATION.matcher(parts[0].split("<p>", -1)[0]).replaceAll("");
        Matcher first = SENTENCE.matcher(markdown(description));
        this.sentence = first.matches() ? first.group(1) : markdown(description);
        for (int i = 1; i < parts.length; i++) {
            String[] nameAndText = parts[i].split("\\s+", 2);
            components.put(nameAndText[0], markdown(nameAndText[1]));
        }
    }

    /** Reads the Javadoc of a record in the main sources of another module. */
    static Javadoc of(Class<?> record, Path root) {
        Class<?> outer = record.isMemberClass() ? record.getDeclaringClass() : record;
        Path file = Path.of("src/main/java", outer.getName().replace('.', '/') + ".java");
        String source = Stream.of("trainer", "driver")
                .map(module -> root.resolve(module).resolve(file))
                .filter(Files::exists)
                .map(Javadoc::text)
                .findFirst()
                .orElseThrow();
        Matcher comment = Pattern.compile(
                        "/\\*\\*((?:(?!\\*/).)*)\\*/\\s*(?:@[^\\n]*\\s*)*public record " + record.getSimpleName()
                                + "\\b",
                        Pattern.DOTALL)
                .matcher(source);
        if (!comment.find()) {
            throw new AssertionError(record + " has no Javadoc");
        }
        return new Javadoc(comment.group(1)
                .replaceAll("(?m)^\\s*\\* ?", "")
                .replaceAll("\\s+", " ")
                .strip());
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String sentence() {
        return sentence;
    }

    /** The text of a component without its default, which has its own column. */
    String component(String name) {
        return components.getOrDefault(name, "").replaceAll("[;,] default \\S+?(?=[;.,]?(\\s|$))", "");
    }

    private static String markdown(String javadoc) {
        String text =
                TAG.matcher(javadoc).replaceAll(tag -> Matcher.quoteReplacement(code(tag.group(1), tag.group(2))));
        return text.replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&")
                .replace("|", "\\|")
                .strip();
    }

    private static String code(String tag, String content) {
        if (tag.equals("code")) {
            return "`" + content + "`";
        }
        String[] words = content.split(" ", 2);
        String target = words[0].substring(words[0].lastIndexOf('.') + 1).replaceAll("^.*#|\\(.*\\)$", "");
        return words.length == 2 ? words[1] : "`" + target + "`";
    }
}
