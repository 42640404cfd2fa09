package io.kindling.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands with many kinds of secrets: no secret appears in their output or files. */
final class SecretsStayHiddenTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Every secret in these tests contains one of these words, so parts of it are found, too. */
    private static final List<String> MARKS = List.of("Xq7Left", "Zw9Right", "Vk3Last", "48151623");

    private static final String SECRET = "Xq7Left p,a;Zw9Right";

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final ByteArrayOutputStream standard = new ByteArrayOutputStream();
    private final PrintStream outBefore = System.out;
    private final PrintStream errBefore = System.err;

    /** The local disk under a scheme whose addresses can contain user and password, like object stores. */
    public static final class VaultFileSystem extends RawLocalFileSystem {
        private URI uri;

        @Override
        public void initialize(URI name, Configuration conf) throws IOException {
            super.initialize(name, conf);
            uri = URI.create(name.getScheme() + "://" + name.getRawAuthority());
        }

        @Override
        public String getScheme() {
            return "vault";
        }

        @Override
        public URI getUri() {
            return uri == null ? super.getUri() : uri;
        }

        @Override
        protected void checkPath(org.apache.hadoop.fs.Path path) {
            // Every bucket maps to the local disk.
        }

        @Override
        public File pathToFile(org.apache.hadoop.fs.Path path) {
            return new File(path.toUri().getPath());
        }
    }

    @BeforeEach
    void write() throws IOException {
        System.setProperty("spark.hadoop.fs.vault.impl", VaultFileSystem.class.getName());
        System.setProperty("spark.hadoop.fs.vault.impl.disable.cache", "true");
        System.setProperty("spark.hadoop.fs.vault.secret.key", "Vk3Last/hadoop");
        PrintStream caught = new PrintStream(standard, true, StandardCharsets.UTF_8);
        System.setOut(caught);
        System.setErr(caught);
        List<String> lines = new ArrayList<>(List.of("a,b,label"));
        for (int i = 0; i < 60; i++) {
            lines.add(i % 7 + "," + i % 5 + "," + (i % 7 > 3 ? 1 : 0));
        }
        Files.write(folder.resolve("rows.csv"), lines);
        ObjectNode config = JSON.createObjectNode();
        ObjectNode table = config.putObject("data").putObject("source").putObject("table");
        table.put("format", "csv").put("path", path("rows.csv"));
        ObjectNode options = table.putObject("options");
        secretOptions().forEach(options::put);
        options.put("header", "true").put("quoteAll", "true");
        config.withObject("/data").putArray("label").add("label");
        config.withObject("/data").put("validationFraction", 0.3);
        config.putObject("network").put("input", (String) null);
        config.withObject("/network").putArray("layers").addObject().put("linear", 2);
        config.put("loss", "crossEntropy");
        config.putObject("optimizer").putObject("adam").put("learningRate", 0.05);
        config.putObject("training").put("epochs", 2).put("batchSize", 16);
        config.withObject("/training").putObject("checkpoint").put("every", "1 epoch");
        config.putObject("tracking").put("tensorBoard", true);
        Files.writeString(folder.resolve("x.json"), config.toPrettyString());
    }

    @AfterEach
    void restore() {
        System.setOut(outBefore);
        System.setErr(errBefore);
        List.of("impl", "impl.disable.cache", "secret.key")
                .forEach(name -> System.clearProperty("spark.hadoop.fs.vault." + name));
    }

    /** Options that Spark's CSV reader ignores. */
    private static Map<String, String> secretOptions() {
        Map<String, String> options = new LinkedHashMap<>();
        for (String key : List.of(
                "password",
                "pwd",
                "PassPhrase",
                "passcode",
                "accountKey",
                "AUTH",
                "encryption.key",
                "fs.azure.account.key.account.dfs.core.windows.net",
                "spark.hadoop.fs.s3a.secret.key",
                "sasToken",
                "user",
                "query",
                "sessionInitStatement",
                "connectionString",
                "pem",
                "somethingUnknown")) {
            options.put(key, SECRET);
        }
        options.put("pin", "48151623");
        options.put("url", "jdbc:sqlserver://db.example.com;user=u;pwd=" + SECRET);
        options.put("url2", "jdbc:oracle:thin:scott/Xq7Left@db.example.com");
        options.put("dbtable", "(select * from t where token = 'Xq7Left') x");
        options.put("comment.extra", "-----BEGIN PRIVATE KEY-----\nXq7Left\nZw9Right\n-----END PRIVATE KEY-----\n");
        return options;
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    private String vault(String name) {
        return "vault://AKIAXq7Left:Zw9Right%2Fx@bucket" + path(name);
    }

    private int run(String... arguments) {
        return Kindling.run(new PrintWriter(out), new PrintWriter(err), Map.of(), arguments);
    }

    private int train(String output, String... more) {
        List<String> arguments = new ArrayList<>(
                List.of("train", "--config", path("x.json"), "--output", output, "--json", "--master", "local[2]"));
        arguments.addAll(List.of(more));
        return run(arguments.toArray(new String[0]));
    }

    private String printed() {
        return out + "\n" + err + "\n" + standard.toString(StandardCharsets.UTF_8);
    }

    private void assertNotPrinted() {
        assertThat(printed()).doesNotContain(MARKS);
    }

    private void assertNotStored(String name) throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve(name))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (file.toString().endsWith(".csv") || file.endsWith("x.json")) {
                    continue;
                }
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain(MARKS);
            }
        }
    }

    @Test
    void runFoldersAndOutputHaveNoSecrets() throws IOException {
        assertThat(train(vault("run"))).as(printed()).isZero();
        assertThat(folder.resolve("run/report.html")).isNotEmptyFile();
        assertNotStored("run");
        assertNotPrinted();
        assertThat(Files.readString(folder.resolve("run/config.yaml")))
                .contains("header: \"true\"", "quoteAll: \"true\"", "epochs: 2", "pwd: \"*****\"", path("rows.csv"));

        assertThat(train(vault("run"))).as("the same run").isZero();
        assertThat(printed()).contains("already done");
        assertThat(train(vault("run"), "--dry-run")).isZero();
        assertThat(run("report", path("run"))).isZero();
        assertThat(run("config", "--config", path("x.json"))).isZero();
        assertThat(run("config", "--config", path("x.json"), "--json")).isZero();
        assertNotStored("run");
        assertNotPrinted();
    }

    @Test
    void preparedDataRegistryAndPredictionsHaveNoSecrets() throws IOException {
        assertThat(run("prepare", "--config", path("x.json"), "--output", vault("prepared"), "--master", "local[2]"))
                .as(printed())
                .isZero();
        assertNotStored("prepared");
        assertThat(train(vault("run"), "--set", "data.prepared=" + vault("prepared")))
                .as(printed())
                .isZero();
        String registry = "registry={model: m, folder: '" + vault("models") + "'}";
        assertThat(run(
                        "train",
                        "--config",
                        path("x.json"),
                        "--set",
                        registry,
                        "--run-id",
                        "one",
                        "--json",
                        "--master",
                        "local[2]"))
                .as(printed())
                .isZero();
        assertThat(run(
                        "registry",
                        "promote",
                        "m",
                        "1",
                        "--registry",
                        path("models"),
                        "--alias",
                        "next",
                        "--reason",
                        "password=" + SECRET))
                .isZero();
        assertThat(run("registry", "show", "m", "--registry", path("models"), "--json"))
                .isZero();
        assertThat(run(
                        "predict",
                        "--model",
                        path("run"),
                        "--set",
                        "data.source={csv: '" + path("rows.csv") + "'}",
                        "--output",
                        vault("out"),
                        "--option",
                        "password=" + SECRET,
                        "--master",
                        "local[2]"))
                .as(printed())
                .isZero();
        assertNotStored("");
        assertNotPrinted();
    }

    @Test
    void maskedValuesMustBeSetAgain() {
        assertThat(train(path("run"), "--ui", "0")).as(printed()).isZero();
        assertThat(printed())
                .as("the address of the live page is shown on purpose")
                .containsPattern("live page: http://127\\.0\\.0\\.1:\\d+/\\?token=[A-Za-z0-9_-]{32}");
        err.getBuffer().setLength(0);
        assertThat(run("evaluate", "--model", path("run"), "--master", "local[2]"))
                .isEqualTo(2);
        assertThat(err.toString())
                .startsWith("error: Cannot use data.source.table.options.")
                .contains("is masked", "--set data.source.table.options.")
                .hasLineCount(1);
        err.getBuffer().setLength(0);
        assertThat(run("reproduce", path("run"), "--output", path("again"), "--master", "local[2]"))
                .isEqualTo(2);
        assertThat(err.toString()).startsWith("error: Cannot use data.source.table.options.");
        assertThat(folder.resolve("again")).doesNotExist();
    }

    @Test
    void aChangedQueryChangesTheRunButAChangedPasswordDoesNot() {
        assertThat(train(path("run"))).as(printed()).isZero();
        assertThat(train(path("run"), "--set", "data.source.table.options.password=Vk3Last"))
                .as(printed())
                .isZero();
        err.getBuffer().setLength(0);
        assertThat(train(path("run"), "--set", "data.source.table.options.query=select Vk3Last"))
                .as(printed())
                .isEqualTo(2);
        assertThat(err.toString()).contains("it holds a finished run (", "masked");
        assertNotPrinted();
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of("--password", new String[] {"config", "--config", "X", "--password", "Xq7Left"}),
                Arguments.of("--password", new String[] {"config", "--config", "X", "--password=Xq7Left"}),
                Arguments.of("Unmatched", new String[] {"config", "--config", "X", "Xq7Left"}),
                Arguments.of("--iterations", new String[] {"bench", "--config", "X", "--iterations", "Xq7Left"}),
                Arguments.of("--option", new String[] {"predict", "--model", "X", "--option", "Xq7Left"}),
                Arguments.of("Cannot set a key", set("Xq7Left")),
                Arguments.of("Cannot set a key", set("data.source.table.options.password:Xq7Left")),
                Arguments.of("data.source.table.passwrod", set("data.source.passwrod=Xq7Left")),
                Arguments.of("data.source.table.options.password", set("data.source.table.options.password=[Xq7Left]")),
                Arguments.of("data.source.table.options.foo", set("data.source.table.options.foo={a: Xq7Left}")),
                Arguments.of("data.source.table.options.foo", set("data.source.table.options.foo=48151623.5")),
                Arguments.of("data.source.table.options", set("data.source.table.options=Xq7Left")),
                Arguments.of("data.source", set("data.source={jdbc: {password: Xq7Left}, user: Zw9Right}")),
                Arguments.of(
                        "--set data.source.table.options.password", set("data.source.table.options.password=*Xq7Left")),
                Arguments.of(
                        "--set data.source.table.options.password", set("data.source.table.options.password='Xq7Left")),
                Arguments.of(
                        "--set data.source.table.options.password",
                        set("data.source.table.options.password=Xq7Left: b: c")),
                Arguments.of(
                        "--set data.source.table.options.p.json", set("data.source.table.options.p.json=!Xq7Left {")),
                Arguments.of("network.layers", set("network.layers.9=Xq7Left")),
                Arguments.of(
                        "data.source.csv.separator",
                        set("data.source={csv: {path: x, separator: {password: Xq7Left}}}")),
                Arguments.of("tracking.mlflow", set("tracking.mlflow.uri=https://Xq7Left@h")),
                Arguments.of("data.source.csv.path", set("data.source.csv.path={url: 'https://Xq7Left@h'}")));
    }

    private static String[] set(String assignment) {
        return new String[] {"config", "--config", "X", "--set", assignment};
    }

    @ParameterizedTest
    @MethodSource("refused")
    void commandLineErrorsHaveNoSecrets(String named, String... arguments) {
        String[] all = arguments.clone();
        for (int i = 0; i < all.length; i++) {
            all[i] = all[i].equals("X") ? path("x.json") : all[i];
        }
        assertThat(run(all)).as(printed()).isEqualTo(2);
        assertNotPrinted();
        assertThat(err.toString()).startsWith("error: ").contains(named).hasLineCount(1);
        List<String> traced = new ArrayList<>(List.of(all));
        traced.add(1, "--debug");
        assertThat(run(traced.toArray(new String[0]))).isEqualTo(2);
        assertNotPrinted();
    }

    static Stream<Arguments> addresses() {
        return Stream.of(
                        "s3a://AK:Xq7Left/Zw9Right@bucket/x.csv",
                        "https://Xq7Left@example.com/x.csv",
                        "https://example.com/x.csv?sv=1&sig=Xq7Left",
                        "https://example.com/x.csv?X-Amz-Signature=Xq7Left#Zw9Right",
                        "jdbc:oracle:thin:scott/Xq7Left@h",
                        "jdbc:sqlserver://h;user=u;pwd=Xq7Left p,Zw9Right",
                        "jdbc:postgresql://h/db?user=u&password=Xq7Left Zw9Right,Vk3Last",
                        "jdbc:mysql:loadbalance://u:Xq7Left@h1,h2/db",
                        "mongodb+srv://u:Xq7Left@h/db",
                        "abfss://c@account.dfs.core.windows.net/x?sig=Xq7Left")
                .map(Arguments::of);
    }

    @ParameterizedTest
    @MethodSource("addresses")
    void pathErrorsHaveNoSecrets(String address) throws IOException {
        String source = "data.source={csv: \"" + address + "\"}";
        assertThat(train(path("run"), "--set", source, "--debug")).as(printed()).isNotZero();
        assertThat(train(path("run"), "--set", source, "--dry-run")).isNotZero();
        assertNotPrinted();
        ObjectNode yaml = (ObjectNode) JSON.readTree(folder.resolve("x.json").toFile());
        yaml.withObject("/data").withObject("/source").removeAll().put("csv", address);
        Files.writeString(folder.resolve("y.json"), yaml.toString());
        assertThat(run("config", "--config", path("y.json"))).isZero();
        assertThat(run("evaluate", "--model", address, "--master", "local[2]")).isNotZero();
        assertThat(run("report", address)).isNotZero();
        assertNotPrinted();
        Files.delete(folder.resolve("y.json"));
        assertNotStored("");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data:\n  source:\n    table: {format: csv, password: Xq7Left, password: Zw9Right}\n",
                "data:\n  source: {table: {format: csv, options: {password: *Xq7Left}}}\n",
                "data:\n  source: {password: 'Xq7Left\n",
                "password: Xq7Left: Zw9Right\n",
                "password: !!Xq7Left {Zw9Right\n",
                "password: \"Xq7Left\\q\"\n",
                "password: @Xq7Left\n",
                "password: %Xq7Left\n",
                "[Xq7Left, Zw9Right]\n",
                "Xq7Left\n"
            })
    void parserErrorsHaveNoSecrets(String text) throws IOException {
        for (String name : List.of("bad.yaml", "bad.json")) {
            Files.writeString(folder.resolve(name), text);
            assertThat(run("config", "--config", path(name))).isEqualTo(2);
            assertThat(run("config", "--debug", "--config", path(name))).isEqualTo(2);
        }
        assertNotPrinted();
    }
}
