package io.kindling.driver.data.row;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.kindling.driver.fuzz.Untrusted;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A pattern in the first line, the columns of a table in the others. */
final class ColumnPatternsFuzzTest {

    @FuzzTest
    void pattern(byte[] input) {
        List<String> lines = new String(input, StandardCharsets.UTF_8).lines().toList();
        if (lines.isEmpty()) {
            return;
        }
        List<String> columns = lines.subList(1, lines.size());
        String pattern = lines.get(0);
        Untrusted.read(input.length, () -> {
            List<String> found = new ColumnPatterns(columns, "t").all("data.features", List.of(pattern));
            assertThat(columns.containsAll(found)).isTrue();
        });
    }
}
