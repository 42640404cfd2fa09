package io.kindling.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher over the spark-submit of this version, on the digits: train, evaluate, predict. */
final class CommandsIT {
    private static final Map<String, String> HERE = Map.of("SPARK_HOME", Processes.SPARK_HOME.toString());
    /** The Spark that the launcher brings: the one that the jar is built against. */
    private static final Map<String, String> BUILT_AGAINST = Map.of();

    private static final Pattern PARAMETERS = Pattern.compile("parameters ([0-9a-f]{64})");
    private static final Pattern ACCURACY = Pattern.compile("\"accuracy\":([01]\\.[0-9]+)");

    @TempDir
    Path folder;

    private String kindling(Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(Processes.LAUNCHER.toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--master", "local[2]"));
        return Processes.output(folder, environment, command);
    }

    private String trained(Map<String, String> environment, Path run) throws IOException, InterruptedException {
        String printed = kindling(
                environment,
                "train",
                "--config",
                "conf/digits.yaml",
                "--set",
                "training.epochs=2",
                "--output",
                run.toString());
        return first(PARAMETERS, printed);
    }

    private static String first(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        return matcher.group(1);
    }

    @Test
    void trainsToTheSameBitsEvaluatesAndPredicts() throws IOException, InterruptedException {
        Path run = folder.resolve("run");
        assertThat(trained(HERE, run)).isEqualTo(trained(BUILT_AGAINST, folder.resolve("other")));
        String evaluated = kindling(HERE, "evaluate", "--model", run.toString(), "--json");
        assertThat(Double.parseDouble(first(ACCURACY, evaluated))).isGreaterThan(0.9);
        Path predictions = folder.resolve("predictions");
        kindling(HERE, "predict", "--model", run.toString(), "--output", predictions.toString(), "--format", "json");
        assertThat(predictions.resolve("_SUCCESS")).exists();
    }
}
