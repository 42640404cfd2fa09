package io.kindling.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The size of the README, and references of documents to files, sections and scripts. */
final class DocumentsTest {
    private static final Pattern CODE = Pattern.compile("^```.*?^```$|`[^`\n]*`", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern FENCED = Pattern.compile("^```.*?^```$", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("^#+ (.*)$", Pattern.MULTILINE);
    private static final Pattern TEST = Pattern.compile("`([A-Z]\\w*[a-z0-9](?:Test|IT))`");
    private static final Pattern CLASS = Pattern.compile("`([A-Z][a-z]\\w+)`");
    private static final Pattern SCRIPT = Pattern.compile("\\.ci/[a-z0-9-]+");

    static Stream<String> documents() {
        return Documents.all();
    }

    static Stream<String> pages() {
        return Documents.all().filter(document -> document.startsWith("docs/") && !document.equals("docs/README.md"));
    }

    @Test
    void theReadmeFitsOnAFewScreens() {
        List<String> lines = Documents.text("README.md").lines().toList();
        assertThat(lines).hasSizeLessThanOrEqualTo(150);
        assertThat(lines).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(120));
    }

    @ParameterizedTest
    @MethodSource("documents")
    void linksLeadToFilesAndSections(String document) {
        String prose = CODE.matcher(Documents.text(document)).replaceAll("");
        Path folder = Documents.ROOT.resolve(document).getParent();
        LINK.matcher(prose)
                .results()
                .map(found -> found.group(1))
                .filter(target -> !target.startsWith("https://"))
                .forEach(target -> {
                    String[] fileAndSection = target.split("#", 2);
                    Path file = fileAndSection[0].isEmpty()
                            ? Documents.ROOT.resolve(document)
                            : folder.resolve(fileAndSection[0]).normalize();
                    assertThat(file).as(target).exists();
                    if (fileAndSection.length > 1) {
                        assertThat(sections(Documents.text(file.toString())))
                                .as(target)
                                .contains(fileAndSection[1]);
                    }
                });
    }

    /** The anchors of the headings, as GitHub makes them. */
    private static List<String> sections(String text) {
        List<String> anchors = new ArrayList<>();
        HEADING.matcher(FENCED.matcher(text).replaceAll("")).results().forEach(heading -> {
            String anchor = heading.group(1)
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{N}_ -]", "")
                    .replace(' ', '-');
            long before = anchors.stream()
                    .filter(other -> other.equals(anchor) || other.matches(Pattern.quote(anchor) + "-\\d+"))
                    .count();
            anchors.add(before == 0 ? anchor : anchor + "-" + before);
        });
        return anchors;
    }

    @ParameterizedTest
    @MethodSource("documents")
    void scriptsExist(String document) {
        SCRIPT.matcher(Documents.text(document))
                .results()
                .map(found -> Documents.ROOT.resolve(found.group()))
                .forEach(script -> assertThat(script).isExecutable());
    }

    @ParameterizedTest
    @MethodSource("pages")
    void theIndexListsEveryPage(String page) {
        assertThat(Documents.text("docs/README.md")).contains("](" + page.substring("docs/".length()) + ")");
    }

    @ParameterizedTest
    @MethodSource("documents")
    void testsExist(String document) {
        TEST.matcher(Documents.text(document))
                .results()
                .forEach(test -> assertThat(Documents.javaFiles()).contains(test.group(1)));
    }

    /** The architecture page names classes of the code. */
    @Test
    void classesOfTheArchitectureExist() {
        CLASS.matcher(Documents.text("docs/architecture.md"))
                .results()
                .forEach(type -> assertThat(Documents.javaFiles()).contains(type.group(1)));
    }

    @Test
    void everyScriptIsDocumented() throws Exception {
        String texts = String.join("\n", documents().map(Documents::text).toList());
        try (Stream<Path> scripts = Files.list(Documents.ROOT.resolve(".ci"))) {
            assertThat(scripts.toList())
                    .allSatisfy(script -> assertThat(texts).contains(".ci/" + script.getFileName()));
        }
    }
}
