package io.kindling.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Runs commands in the root of the checkout. The working folder is the module of a Spark version, two levels below it.
 */
final class Processes {
    static final Path ROOT = Path.of("../../..").toAbsolutePath().normalize();
    static final Path JAR = ROOT.resolve("jobs/target/kindling.jar");
    static final Path LAUNCHER = ROOT.resolve("jobs/bin/kindling");
    static final Path SPARK_HOME = Path.of("target/spark").toAbsolutePath();

    private Processes() {}

    /**
     * Runs a command in the checkout, and returns what it printed.
     *
     * @param folder that its log is kept in
     * @throws AssertionError with the log, if it does not end with 0
     */
    static String output(Path folder, Map<String, String> environment, List<String> command)
            throws IOException, InterruptedException {
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(ROOT.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("SPARK_") || name.startsWith("KINDLING_"));
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        builder.environment().putAll(environment);
        int code = builder.start().waitFor();
        assertThat(code)
                .as("%s%n%s%n%s", command, Files.readString(out), Files.readString(err))
                .isZero();
        return Files.readString(out);
    }
}
