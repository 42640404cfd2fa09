package io.kindling.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher and the packaged jar, as processes. */
final class LauncherIT {
    private static final Path LAUNCHER = Path.of("bin/kindling").toAbsolutePath();
    private static final Path SPARK = Path.of("../driver/target/spark").toAbsolutePath();
    private static final Path H2 = Path.of("target/drivers/h2.jar").toAbsolutePath();
    private static final long LIMIT_SECONDS = 120;

    @TempDir
    private Path folder;

    @BeforeEach
    void write() throws IOException {
        Files.writeString(
                folder.resolve("x.yaml"),
                "{data: {source: {csv: x.csv}}, network: {layers: [linear: 10]}, loss: crossEntropy, optimizer: {sgd: 0.1},"
                        + " training: 3}");
    }

    private record Ended(int code, String out, String err) {}

    private Ended run(Path launcher, Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(arguments));
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("SPARK_") || name.startsWith("KINDLING_"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(command + " did not end: " + Files.readString(err));
        }
        return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    private Path executable(String path, String text) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text, StandardCharsets.UTF_8);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void runsFromAnyFolderThroughLinks() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("a"), LAUNCHER);
        Path relative = Files.createSymbolicLink(folder.resolve("b"), Path.of("a"));
        Ended ended = run(relative, Map.of(), "config", "--config", "x.yaml", "--set", "training.epochs=7");
        assertThat(ended.err()).doesNotContain("error").doesNotContain("Building");
        assertThat(ended.out()).startsWith("data:\n").contains("  epochs: 7\n");
        assertThat(ended.code()).isZero();
        Files.delete(relative);
        Files.delete(link);
    }

    @Test
    void givesTheExitCodeAndOneLine() throws Exception {
        Ended ended = run(LAUNCHER, Map.of(), "config", "--config", "x.yaml", "--set", "training.epoch=7");
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err().lines())
                .containsExactly("error: Unknown key training.epoch in x.yaml with --set; did you mean epochs?");
    }

    @Test
    void optionsReachTheVirtualMachine() throws Exception {
        Ended ended = run(LAUNCHER, Map.of("KINDLING_OPTS", "-Xmx300m -XshowSettings:vm"), "--version");
        assertThat(ended.err()).contains("Max. Heap Size: 300.00M");
        assertThat(ended.out()).matches("kindling \\d+\\.\\d+\\.\\d+.*\\n");
    }

    @Test
    void theGarbageCollectorCanBeChanged() throws Exception {
        String show = " -XX:+PrintFlagsFinal";
        Ended usual = run(LAUNCHER, Map.of("KINDLING_OPTS", show), "--version");
        assertThat(usual.out()).containsPattern("UseParallelGC +:?= true");
        Ended chosen = run(LAUNCHER, Map.of("KINDLING_OPTS", "-XX:+UseG1GC" + show), "--version");
        assertThat(chosen.out()).containsPattern("UseG1GC +:?= true").containsPattern("UseParallelGC +:?= false");
    }

    /** Starts the SparkSubmit class like the script of a distribution. */
    @Test
    void callsSparkSubmit() throws Exception {
        String submit = """
                #!/bin/sh
                echo "submit $@" >&2
                exec java @%1$s/conf/java-options -cp '%1$s/conf:%1$s/jars/*' org.apache.spark.deploy.SparkSubmit "$@"
                """.formatted(SPARK);
        executable("home/bin/spark-submit", submit);
        Map<String, String> environment =
                Map.of("SPARK_HOME", folder.resolve("home").toString());
        Ended good = run(LAUNCHER, environment, "config", "--config", "x.yaml", "--json");
        assertThat(good.err())
                .contains("submit --class io.kindling.jobs.Kindling --conf spark.executorEnv.OPENBLAS_NUM_THREADS=1 ");
        assertThat(good.out()).contains("\"epochs\" : 3");
        assertThat(good.code()).isZero();
        Ended bad = run(LAUNCHER, environment, "config", "--config", "y.yaml");
        assertThat(bad.err()).contains("error: Cannot read configuration: y.yaml; check the path");
        assertThat(bad.code()).isEqualTo(2);
    }

    @Test
    void anOldJavaIsNamed() throws Exception {
        executable("old/bin/java", "#!/bin/sh\necho 'openjdk version \"11.0.2\" 2019-01-15' >&2\n");
        String home = folder.resolve("old").toString();
        Ended ended = run(LAUNCHER, Map.of("JAVA_HOME", home), "--version");
        assertThat(ended.err())
                .isEqualTo("error: Cannot run on Java 11: " + home
                        + "/bin/java; install JDK 17 or later, or set JAVA_HOME\n");
        assertThat(ended.code()).isEqualTo(2);
    }

    @Test
    void anUnsupportedJavaIsNamed() throws Exception {
        executable("new/bin/java", "#!/bin/sh\necho 'openjdk version \"25\" 2025-09-16' >&2\n");
        String home = folder.resolve("new").toString();
        Ended ended = run(LAUNCHER, Map.of("JAVA_HOME", home), "--version");
        assertThat(ended.err())
                .isEqualTo("error: Cannot run Spark on Java 25: " + home
                        + "/bin/java; install JDK 17 or 21, or set JAVA_HOME\n");
        assertThat(ended.code()).isEqualTo(2);
    }

    /** A driver that is only on the class path of {@code --jars}. */
    @Test
    void aJdbcDriverIsAddedWithJars() throws Exception {
        Files.writeString(folder.resolve("rows.sql"), """
                create table if not exists rows as
                select cast(mod(x, 5) as double) as a, case when mod(x, 5) > 2 then 1 else 0 end as label
                from system_range(1, 60);
                """);
        Files.writeString(folder.resolve("jdbc.yaml"), """
                data:
                  source:
                    table:
                      format: jdbc
                      options: {dbtable: rows, url: "jdbc:h2:mem:d;INIT=RUNSCRIPT FROM '%s'"}
                  label: [LABEL]
                network: {layers: [linear: 2]}
                loss: crossEntropy
                optimizer: {sgd: 0.1}
                training: 1
                """.formatted(folder.resolve("rows.sql")));
        List<String> train =
                new ArrayList<>(List.of("train", "--config", "jdbc.yaml", "--output", "run", "--master", "local[2]"));
        Ended without = run(LAUNCHER, Map.of(), train.toArray(new String[0]));
        assertThat(without.err())
                .startsWith("error: Cannot read data: jdbc; a JDBC driver for h2 is not on the class path");
        assertThat(without.code()).isEqualTo(3);
        train.addAll(1, List.of("--jars", H2.toString()));
        Ended with = run(LAUNCHER, Map.of(), train.toArray(new String[0]));
        assertThat(with.code()).as(with.err()).isZero();
        assertThat(folder.resolve("run/summary.json")).exists();
    }

    @Test
    void aMissingJarIsNamed() throws Exception {
        Ended ended = run(LAUNCHER, Map.of(), "config", "--jars=a.jar", "--config", "x.yaml");
        assertThat(ended.err()).isEqualTo("error: Cannot find jar: a.jar; check --jars\n");
        assertThat(ended.code()).isEqualTo(2);
    }

    @Test
    void aTooSmallHeapIsOneLine() throws Exception {
        Ended ended = run(LAUNCHER, Map.of("KINDLING_OPTS", "-Xmx400m"), "train", "--config", "x.yaml");
        // Spark logs the error, too.
        assertThat(ended.err().lines().filter(line -> line.startsWith("error: ")))
                .singleElement()
                .asString()
                .startsWith("error: Cannot start Spark with master local[*]: ")
                .endsWith("; give the JVM more memory, with the launcher KINDLING_OPTS=-Xmx2g");
        assertThat(ended.code()).isEqualTo(2);
    }

    @Test
    void pathsCanHaveNonAsciiLettersInAnyLocale() throws Exception {
        Files.copy(folder.resolve("x.yaml"), folder.resolve("größe-数据.yaml"));
        for (String locale : List.of("C", "POSIX", "C.UTF-8")) {
            Ended ended = run(LAUNCHER, Map.of("LC_ALL", locale), "config", "--config", "größe-数据.yaml");
            assertThat(ended.err()).doesNotContain("error");
            assertThat(ended.out()).contains("epochs: 3");
        }
    }

    void theJarHasNoUnusedFiles() throws IOException {
        try (JarFile jar = new JarFile("target/kindling.jar")) {
            assertThat(jar.stream().map(JarEntry::getName))
                    .contains("org/bytedeco/javacpp/properties/linux-x86_64.properties")
                    .noneMatch(name -> name.matches("META-INF/maven/(.*/)?plugin(-help)?[.]xml"))
                    .noneMatch(name -> name.contains("/cmake/") || name.contains("/pkgconfig/"))
                    .noneMatch(name -> name.matches(".*/properties/(android-|ios-|.*-cuda).*"));
        }
    }

    @Test
    void packagingWritesTheBillOfMaterials() {
        assertThat(Path.of("target/kindling-sbom.json")).content().contains("jackson-databind");
    }
}
