package io.kindling.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.trainer.config.ConfigText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SecretsTest {

    @ParameterizedTest
    @CsvSource({
        "Cannot read s3a://AKIA:abc%2Fdef@bucket/x.csv; try,Cannot read s3a://AKIA:*****@bucket/x.csv; try",
        "spark.hadoop.fs.s3a.secret.key=abc,spark.hadoop.fs.s3a.secret.key=*****",
        "-Dspark.authenticate.secret=abc -Dx=1,-Dspark.authenticate.secret=***** -Dx=1",
        "jdbc:x?user=me&password=abc&ssl=true,jdbc:x?user=me&password=*****&ssl=true",
        "https://a.blob/x?sv=1&sig=abc%3D,https://a.blob/x?sv=1&sig=*****"
    })
    void areBlottedOut(String text, String blotted) {
        assertThat(Secrets.redact(text)).isEqualTo(blotted);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hdfs://host:8020/runs/digits",
                "abfss://container@account.dfs.core.windows.net/x",
                "Unexpected token x; write key=value, as in training.epochs=5",
                "Cannot read file:/a/b@c:d: no"
            })
    void whatIsNoneStays(String text) {
        assertThat(Secrets.redact(text)).isEqualTo(text);
    }

    @Test
    void inTrees() {
        String tree = "{a: [s3a://k:s@b/x, 3], options: {password: abc, user: me, accessKey: 12}, label: token}";
        assertThat(Secrets.redact(ConfigText.parse(tree, "x.yaml")))
                .isEqualTo(ConfigText.parse(
                        "{a: ['s3a://k:*****@b/x', 3], options: {password: '*****', user: me, accessKey: 12}, label: token}",
                        "x.yaml"));
    }
}
