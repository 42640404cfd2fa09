package io.kindling.trainer.golden;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kindling.trainer.golden.GoldenCase.Comparison;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs every case of a folder (or one file) of reference vectors, each as a test of its own:
 * {@code mvn -q -pl trainer test -Dgolden=FOLDER -Dtest=GoldenTest}. A case of an unknown kind fails.
 */
final class GoldenTest {
    private static final Map<String, Consumer<GoldenCase>> KINDS = kinds();

    private static Map<String, Consumer<GoldenCase>> kinds() {
        Map<String, Consumer<GoldenCase>> kinds = new HashMap<>();
        kinds.putAll(ActivationCases.kinds());
        kinds.putAll(LossCases.kinds());
        SequenceCases.register(kinds);
        kinds.putAll(DenseConvPoolCases.kinds());
        kinds.putAll(NormCases.kinds());
        kinds.putAll(NetworkCases.kinds());
        kinds.putAll(BatchNormShardCases.kinds());
        kinds.putAll(GradientShardCases.kinds());
        kinds.putAll(OptimizerCases.kinds());
        kinds.putAll(ScheduleCases.kinds());
        kinds.putAll(ClippingCases.kinds());
        return kinds;
    }

    @TestFactory
    Stream<DynamicTest> everyCase() throws IOException {
        Path root = Path.of(System.getProperty("golden"));
        List<DynamicTest> tests = new ArrayList<>();
        for (Path file : files(root)) {
            JsonNode family = new ObjectMapper().readTree(file.toFile());
            for (JsonNode node : family.get("cases")) {
                GoldenCase golden = new GoldenCase(node, new Comparison());
                String title = family.get("family").asText() + ": " + golden.name();
                tests.add(DynamicTest.dynamicTest(title, () -> run(title, golden)));
            }
        }
        if (tests.isEmpty()) {
            throw new AssertionError("No reference cases in " + root);
        }
        return tests.stream();
    }

    private static List<Path> files(Path root) throws IOException {
        if (Files.isRegularFile(root)) {
            return List.of(root);
        }
        try (Stream<Path> entries = Files.list(root)) {
            return entries.filter(p -> p.toString().endsWith(".json")).sorted().toList();
        }
    }

    private static void run(String title, GoldenCase golden) {
        Consumer<GoldenCase> check = KINDS.get(golden.kind());
        if (check == null) {
            throw new AssertionError("Unknown kind of case: " + golden.kind());
        }
        check.accept(golden);
        Comparison comparison = golden.comparison();
        boolean passed = comparison.failures().isEmpty() && comparison.compared() > 0;
        System.out.println((passed ? "passed " : "FAILED ") + title + ": " + comparison.summary());
        if (!passed) {
            throw new AssertionError(title + ": " + comparison.summary() + comparison.failures());
        }
    }
}
