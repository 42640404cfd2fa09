package io.kindling.driver.redaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kindling.driver.TestSpark;
import io.kindling.trainer.config.ConfigText;
import io.kindling.trainer.error.ConfigurationException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.alias.CredentialProvider;
import org.apache.hadoop.security.alias.CredentialProviderFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Masking of trees and streams by shape, key and value. */
final class RedactionTest {

    private static ObjectNode tree(String yaml) {
        return ConfigText.parse(yaml, "x.yaml");
    }

    @Test
    void onlyHarmlessOptionsAreShown() {
        ObjectNode config = tree("""
                data:
                  source:
                    table:
                      format: jdbc
                      path: null
                      options:
                        {url: 'jdbc:postgresql://h/db?user=u&password=p', pwd: p, user: me, query: select 1, pin: 1234,
                         dbtable: a.b, fetchSize: '10', header: 'true', nested: {a: b}, 'fs.azure.account.key.x': k}
                  label: [token]
                  test: {csv: 's3a://AK:a/b@bucket/x'}
                training: {epochs: 3}
                """);
        assertThat(Redaction.byShape().tree(config)).isEqualTo(tree("""
                data:
                  source:
                    table:
                      format: jdbc
                      path: null
                      options:
                        {url: 'jdbc:postgresql://h/db?*****', pwd: '*****', user: '*****', query: '*****', pin: '*****',
                         dbtable: a.b, fetchSize: '10', header: 'true', nested: '*****', 'fs.azure.account.key.x': '*****'}
                  label: [token]
                  test: {csv: 's3a://*****@bucket/x'}
                training: {epochs: 3}
                """));
    }

    @Test
    void secretsOfTheEnvironmentAreMaskedByValue() {
        Redaction redaction = Redaction.of(Map.of(
                "DB_PASSWORD", "hunter-22\n",
                "SOME_API_KEY", "k/9+x y",
                "DATABASE_URL", "postgres://app:pw_of_db@h/x",
                "PATH", "/usr/bin/tool",
                "TOKEN_FILE", "/run/secrets/token",
                "PWD", "/home/me/work",
                "OLDPWD", "/home/me/before",
                "TLS_CERT_PEM_SECRET", "-----BEGIN X-----\nabcdefghijkl\n-----END X-----"));
        assertThat(redaction.text("a hunter-22 b hunter-22")).isEqualTo("a ***** b *****");
        assertThat(redaction.text("k/9+x y, k%2F9%2Bx+y, k%2F9%2Bx%20y")).isEqualTo("*****, *****, *****");
        assertThat(redaction.text("/home/me/work/x /home/me/before/y")).isEqualTo("/home/me/work/x /home/me/before/y");
        assertThat(redaction.text("said pw_of_db")).isEqualTo("said *****");
        assertThat(redaction.text("line abcdefghijkl")).isEqualTo("line *****");
        assertThat(redaction.text("/usr/bin/tool /run/secrets/token")).isEqualTo("/usr/bin/tool /run/secrets/token");
    }

    @ParameterizedTest
    @CsvSource({"short", "training", "Password", "aaaaaaaa", "20261121", "''"})
    void shortAndCommonValuesAreNotMasked(String value) {
        Redaction redaction = Redaction.of(Map.of("DB_PASSWORD", value));
        assertThat(redaction.text("20261121 short training password: aaaaaaaa"))
                .isEqualTo("20261121 short training password: *****");
    }

    @Test
    void secretsOfSparkAndHadoopAreMaskedByValue(@TempDir Path folder) throws Exception {
        String store = "localjceks://file" + folder.resolve("x.jceks");
        Configuration hadoop = new Configuration(false);
        hadoop.set(CredentialProviderFactory.CREDENTIAL_PROVIDER_PATH, store);
        CredentialProvider provider =
                CredentialProviderFactory.getProviders(hadoop).get(0);
        provider.createCredentialEntry("fs.s3a.bucket.key", "of-the-provider".toCharArray());
        provider.flush();
        SparkSession spark = TestSpark.builder("local[1]")
                .config("spark.my.secret", "of-the-conf")
                .config("spark.special.thing", "of-the-pattern")
                .config("spark.redaction.regex", "special")
                .config("spark.hadoop.fs.s3a.secret.key", "of-hadoop/x")
                .config("spark.hadoop." + CredentialProviderFactory.CREDENTIAL_PROVIDER_PATH, store)
                .getOrCreate();
        try {
            assertThat(Redaction.byShape()
                            .with(spark)
                            .text("of-the-conf of-the-pattern of-hadoop/x of-hadoop%2Fx of-the-provider local[1]"))
                    .isEqualTo("***** ***** ***** ***** ***** local[1]");
        } finally {
            spark.stop();
        }
    }

    @Test
    void secretsOfAConfigurationAreMaskedByValue() {
        Redaction redaction = Redaction.byShape().with(tree("""
                {source: {options: {pwd: 'p w,x;y', query: select a from b where c, mode: training},
                 path: 's3a://AKEY:pass%2Fword@b'}, prepared: 'https://h/x?sig=abc%3Ddef'}
                """));
        assertThat(redaction.text("no p w,x;y, pass%2Fword, pass/word or abc=def, select a from b where c; training"))
                .isEqualTo("no *****, *****, ***** or *****, *****; training");
    }

    @Test
    void streamIsMaskedLineByLine() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = Redaction.of(Map.of("A_TOKEN", "hün-ter22")).stream(
                new PrintStream(bytes, true, StandardCharsets.UTF_8));
        out.print("a hün-");
        out.flush();
        assertThat(bytes.toString(StandardCharsets.UTF_8)).isEmpty();
        out.printf("ter22 ü%nb%n");
        assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("a ***** ü\nb\n");
        bytes.reset();
        out.print("-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----\nrest");
        out.close();
        assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("*****\nrest");
    }

    @Test
    void maskedValueMustBeSetAgain() {
        assertThatThrownBy(
                        () -> Masked.requireNone(tree("{table: {options: {a: x, b: '*****'}}}"), "data.test", "runs/x"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("Cannot use data.test.table.options.b of runs/x: it may be a secret and is masked; set"
                        + " it again with --set data.test.table.options.b=...");
        Masked.requireNone(tree("{a: x}"), "", "x");
    }

    @Test
    void maskEqualsAnyValue() {
        assertThat(Masked.isSame("s3a://*****@b/x", "s3a://k:s@b/x")).isTrue();
        assertThat(Masked.isSame("s3a://k:s@b/x", "s3a://*****@b/x")).isTrue();
        assertThat(Masked.isSame("s3a://*****@b/x", "s3a://k:s@b/y")).isFalse();
        assertThat(Masked.isSame("a", "b")).isFalse();
        assertThat(Masked.isSame(tree("{o: {a: x, b: [1]}}"), tree("{o: {b: [1], a: '*****'}}")))
                .isTrue();
        assertThat(Masked.isSame(tree("{o: {a: x, b: [1]}}"), tree("{o: {b: [2], a: x}}")))
                .isFalse();
        assertThat(Masked.isSame(tree("{o: {a: x}}"), tree("{o: {b: x}}"))).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{options: {query: a}}|{options: {query: b}}|false",
                "{options: {query: a}}|{options: {query: a}}|true",
                "{options: {query: a}}|{csv: x}|false",
                "{csv: x}|{options: {query: a}}|false",
                "{csv: x}|{csv: y}|true",
                "{options: {password: a}}|{options: {password: b}}|true",
                "{options: {password: a, query: a}}|{options: {password: b, query: a}}|true",
                "{options: {url: 'jdbc:x://h/d?password=a&day=1'}}|{options: {url: 'jdbc:x://h/d?password=b&day=1'}}|true",
                "{options: {url: 'jdbc:x://h/d?password=a&day=1'}}|{options: {url: 'jdbc:x://h/d?password=a&day=2'}}|false",
                "{csv: 'https://u:p@h/x?sv=1&sig=a'}|{csv: 'https://u:q@h/x?sv=2&sig=b'}|true",
                "{csv: 'https://h/x?day=1'}|{csv: 'https://h/x?day=2'}|false"
            })
    void fingerprintDependsOnValuesButNotOnSecrets(String before, String now, boolean same) {
        String fingerprint = Masked.fingerprint(tree(before));
        assertThat(Masked.isFingerprint(fingerprint, tree(now))).isEqualTo(same);
        assertThat(Masked.isFingerprint("nonsense", tree("{options: {query: a}}")))
                .isFalse();
    }
}
