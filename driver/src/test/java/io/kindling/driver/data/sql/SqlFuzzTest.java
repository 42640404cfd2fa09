package io.kindling.driver.data.sql;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.kindling.driver.fuzz.Untrusted;
import java.nio.charset.StandardCharsets;

/** Parses SQL of {@code data.expressions}, {@code where} and {@code data.source.query} without running it. */
final class SqlFuzzTest {
    /** Spark's parser uses 26 KiB for a name of two bytes, and more with the depth of nested lambdas. */
    private static final int BYTES_PER_BYTE = 65_536;

    @FuzzTest
    void expression(byte[] input) {
        String text = text(input);
        Untrusted.read(input.length, BYTES_PER_BYTE, () -> {
            assertThat(SqlExpression.of("where", text).columns()).doesNotContainNull();
            assertThat(SqlExpression.same(text, text + " ")).isTrue();
        });
    }

    @FuzzTest
    void query(byte[] input) {
        String text = text(input);
        Untrusted.read(input.length, BYTES_PER_BYTE, () -> SqlQuery.require("data.source.query", text));
    }

    private static String text(byte[] input) {
        return new String(input, StandardCharsets.UTF_8);
    }
}
