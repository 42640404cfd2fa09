package io.kindling.jobs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The Markdown files of the repository and their fenced blocks. */
final class Documents {
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private static final Pattern BLOCK = Pattern.compile("^```(\\w*)\\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);

    private Documents() {}

    /** A fenced block: its language, its text, and the document it is in. */
    record Block(String document, String language, String text) {
        @Override
        public String toString() {
            return document + ": " + text.lines().findFirst().orElse("");
        }
    }

    /** All Markdown files in the root, in {@code docs} and in {@code conf}, relative to the root. */
    static Stream<String> all() {
        return Stream.of("", "docs", "conf/data").flatMap(Documents::in).sorted();
    }

    private static Stream<String> in(String folder) {
        try (Stream<Path> files = Files.list(ROOT.resolve(folder))) {
            return files
                    .filter(file -> file.toString().endsWith(".md"))
                    .map(file -> ROOT.relativize(file).toString())
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(String file) {
        try {
            return Files.readString(ROOT.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Stream<Block> blocks() {
        return all().flatMap(document -> BLOCK.matcher(text(document))
                .results()
                .map(found -> new Block(document, found.group(1), found.group(2))));
    }

    static Stream<Block> blocks(String language) {
        return blocks().filter(block -> block.language().equals(language));
    }

    /** The sources of all tests, without white space. */
    static String testSources() {
        return sources()
                .filter(file -> file.toString().contains("src/test/java"))
                .map(file -> text(file.toString()).replaceAll("\\s", ""))
                .collect(Collectors.joining());
    }

    /** The names of all Java files, without their extension. */
    static Set<String> javaFiles() {
        return sources()
                .map(file -> file.getFileName().toString().replace(".java", ""))
                .collect(Collectors.toSet());
    }

    private static Stream<Path> sources() {
        return Stream.of("trainer", "driver", "jobs").flatMap(module -> sources(ROOT.resolve(module)));
    }

    private static Stream<Path> sources(Path module) {
        try (Stream<Path> files = Files.walk(module)) {
            return files
                    .filter(file ->
                            file.toString().contains("/src/") && file.toString().endsWith(".java"))
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
