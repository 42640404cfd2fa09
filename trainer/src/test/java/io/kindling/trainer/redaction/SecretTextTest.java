package io.kindling.trainer.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SecretTextTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Cannot read s3a://AKIA:abc%2Fdef@bucket/x.csv; try|Cannot read s3a://*****@bucket/x.csv; try",
                "s3a://AK:a/b@bucket/x|s3a://*****@bucket/x",
                "s3a://AK:a/b@c/d@bucket/x|s3a://*****@bucket/x",
                "s3a://AK:1234/b@bucket/x|s3a://*****@bucket/x",
                "https://TOKEN@h/x|https://*****@h/x",
                "https://u:p@ss@h/x|https://*****@h/x",
                "ftp://u:p/q@h:21/x|ftp://*****@h:21/x",
                "https://a.blob/x?sv=1&sig=abc%3D|https://a.blob/x?*****",
                "(see https://a/x?k=v).|(see https://a/x?*****).",
                "https://h/x#access_token=abc|https://h/x#*****",
                "https://h/x;jsessionid=abc|https://h/x;*****",
                "https://h/x?TOKEN|https://h/x?*****",
                "abfss://c@account.dfs.core.windows.net/x?sig=a|abfss://c@account.dfs.core.windows.net/x?*****",
                "wasbs://c:key@account/x|wasbs://*****@account/x",
                "mongodb+srv://u:p@h/db|mongodb+srv://*****@h/db",
                "mongodb://u:p@h1:1,h2:2/db?w=1|mongodb://*****@h1:1,h2:2/db?*****",
                "s3a://b/x,s3a://AK:p@c/y|s3a://b/x,s3a://*****@c/y",
                "models at https://u:p@h/digits@champion|models at https://*****@h/digits@champion",
                "jdbc:postgresql://h:5432/db?user=u&password=p w,x|jdbc:postgresql://h:5432/db?*****",
                "no jdbc:postgresql://h/db?password=p w; why|no jdbc:postgresql://h/db?*****; why",
                "jdbc:sqlserver://h;user=u;pwd=p|jdbc:sqlserver://h;*****",
                "jdbc:oracle:thin:scott/p@h|jdbc:oracle:thin:*****@h",
                "jdbc:oracle:thin:scott/p@//h:1521/s|jdbc:oracle:thin:*****@//h:1521/s",
                "jdbc:oracle:thin:@h:1521:s|jdbc:oracle:thin:@h:1521:s",
                "jdbc:mysql:loadbalance://u:p@h1,h2/db|jdbc:mysql:loadbalance://*****@h1,h2/db",
                "jdbc:mysql://(host=h,user=u,password=p)/db|jdbc:mysql://*****",
                "jdbc:snowflake://a.b.com/?token=t|jdbc:snowflake://a.b.com/?*****",
                "jdbc:db2://h:50000/db:user=u;password=p;|jdbc:db2://h:50000/*****",
                "jdbc:teradata://h/DATABASE=d,USER=u,PASSWORD=p|jdbc:teradata://h/*****",
                "jdbc:h2:mem:x;USER=sa;PASSWORD=p|jdbc:h2:mem:x;*****",
                "JDBC:SQLSERVER://h;PWD=p|JDBC:SQLSERVER://h;*****",
                "spark.hadoop.fs.s3a.secret.key=abc|spark.hadoop.fs.s3a.secret.key=*****",
                "-Dspark.authenticate.secret=abc -Dx=1|-Dspark.authenticate.secret=***** -Dx=1",
                "password=p w,x; next|password=*****; next",
                "password=p w,a;b)c&d; next|password=*****; next",
                "f(password=p, x)|f(password=*****)",
                "password=p w (why)|password=***** (why)",
                "{user=u, pwd=a,b, x=1}|{user=u, pwd=*****, x=1}",
                "{\"passPhrase\": \"a\\\"b c\", \"x\": 1}|{\"passPhrase\": \"*****\", \"x\": 1}",
                "DefaultEndpointsProtocol=https;AccountKey=a+b/c==;EndpointSuffix=x|DefaultEndpointsProtocol=https;AccountKey=*****;EndpointSuffix=x",
                "fs.azure.account.key.a.dfs.core.windows.net=k|fs.azure.account.key.a.dfs.core.windows.net=*****",
                "invalid header value: \"Bearer abc\"|invalid header value: \"Bearer *****\"",
                "Authorization: Basic dTpwYXNz x|Authorization: *****",
                "said Basic dTpwYXNz x|said Basic ***** x",
                "run --password p --x 1|run --password ***** --x 1",
                "id AKIAIOSFODNN7EXAMPLE x|id ***** x",
                "a eyJhbGciOi.eyJzdWIiOi.SflKxw b|a ***** b",
                "ghp_0123456789abcdefABCD|*****",
                "a -----BEGIN RSA PRIVATE KEY-----x-----END RSA PRIVATE KEY----- b|a ***** b"
            })
    void secretsAreMasked(String text, String masked) {
        assertThat(SecretText.mask(text)).isEqualTo(masked);
        assertThat(SecretText.mask(masked)).isEqualTo(masked);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hdfs://host:8020/runs/digits",
                "hdfs://host:8020/models/digits@champion",
                "hdfs://nn1:8020,nn2:8020/x",
                "s3a://bucket/models/digits@7",
                "s3a://bucket/dt={asOf-27d..asOf}/part-?????.csv",
                "abfss://container@account.dfs.core.windows.net/x",
                "wasbs://container@account.blob.core.windows.net/models/digits@champion",
                "digits@champion",
                "C:\\Users\\me@host\\x.csv",
                "http://[::1]:8080/x",
                "spark://host:7077",
                "Cannot reach mesos://host:5050: refused",
                "k8s://https://host:443",
                "file:///a/b@c:d",
                "jdbc:postgresql://h1:1,h2:2/db",
                "jdbc:h2:mem:test",
                "jdbc:sqlite:data/x.db",
                "Unexpected token x; use key=value, such as training.epochs=5",
                "Cannot read file:/a/b@c:d: no",
                "Unknown key data.source.password in x.yaml; did you mean path?",
                "maxTokens=512, tokenizer: words",
                "basic training, 3 of 4",
                "Cannot cut the data: 5 examples"
            })
    void textWithoutSecretsIsUnchanged(String text) {
        assertThat(SecretText.mask(text)).isEqualTo(text);
        assertThat(SecretText.maskValue(text)).isEqualTo(text);
    }

    @Test
    void anAddressValueIsMaskedToItsEnd() {
        assertThat(SecretText.maskValue("s3a://AK:p w@bucket/x")).isEqualTo("s3a://*****@bucket/x");
        assertThat(SecretText.maskValue("jdbc:x://h/db?a=1; password=p\nw (x)")).isEqualTo("jdbc:x://h/db?*****");
        assertThat(SecretText.maskValue("https://h/x?a=b c")).isEqualTo("https://h/x?*****");
    }

    /** A backtracking expression would not terminate or would overflow the stack. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/a",
                ",",
                ",a",
                " ",
                "?",
                ";a",
                "a:",
                "@",
                "\"\\a",
                "password=",
                "-",
                "jdbc:",
                "jdbc:x://a,",
                "a://",
                "a://b:c,",
                "=",
                "bearer ",
                "eyJ",
                "-----BEGIN "
            })
    void longTextsAreMasked(String part) {
        String many = part.repeat(5_000);
        for (String begin : List.of("", "https://u:p", "s3a://u:p@h", "jdbc:x://", "password=", "password=\"")) {
            assertThat(SecretText.mask(begin + many + "!")).isNotNull();
            assertThat(SecretText.secretsIn(begin + many + "!")).isNotNull();
        }
    }

    @Test
    void maskedSecretsAreReturned() {
        assertThat(SecretText.secretsIn("s3a://AK:pass/word@bucket")).contains("pass/word");
        assertThat(SecretText.secretsIn("jdbc:x://h/db?user=u&password=p w,x")).contains("p w,x");
        assertThat(SecretText.secretsIn("jdbc:oracle:thin:scott/tiger@h")).contains("tiger");
        assertThat(SecretText.secretsIn("https://TOKEN@h")).contains("TOKEN");
        assertThat(SecretText.secretsIn("hdfs://h:1/x")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "password",
                "PWD",
                "passPhrase",
                "passcode",
                "accountKey",
                "account_key",
                "AUTH",
                "encryption.key",
                "fs.azure.account.key.a.dfs.core.windows.net",
                "sasToken",
                "AWS_SECRET_ACCESS_KEY",
                "api-key",
                "sig",
                "X-Amz-Signature",
                "oauth2.client.secret",
                "Authorization"
            })
    void secretKeysAreRecognized(String key) {
        assertThat(SecretKeys.isSecret(key)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"path", "header", "key", "author", "passes", "design", "maxTokens", "tokenizer", "epochs"})
    void otherKeysAreNotSecret(String key) {
        assertThat(SecretKeys.isSecret(key)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "header|true|true",
                "infer_schema|true|true",
                "dbtable|sales.orders|sales.orders",
                "dbtable|(select 1) x|*****",
                "query|select 1|*****",
                "user|me|*****",
                "unknown|5|*****",
                "unknown|true|true",
                "pin|true|*****",
                "url|jdbc:postgresql://h/db?user=u|jdbc:postgresql://h/db?*****",
                "driver|org.postgresql.Driver|org.postgresql.Driver"
            })
    void onlyKnownOptionsAreShown(String key, String value, String shown) {
        assertThat(HarmlessOptions.shown(key, value)).isEqualTo(shown);
    }
}
