package io.kindling.driver.data.row;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.kindling.driver.data.sql.NameCase;
import io.kindling.driver.fuzz.Untrusted;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Reads a pattern from the first line of the input and the columns of a table from the other lines. */
final class ColumnPatternsFuzzTest {

    @FuzzTest
    void pattern(byte[] input) {
        List<String> lines = new String(input, StandardCharsets.UTF_8).lines().toList();
        if (lines.isEmpty()) {
            return;
        }
        List<String> columns = lines.subList(1, lines.size());
        String pattern = lines.get(0);
        StructType schema = new StructType(columns.stream()
                .map(column -> DataTypes.createStructField(column, DataTypes.DoubleType, true))
                .toArray(StructField[]::new));
        Untrusted.read(input.length, 64, () -> {
            for (NameCase nameCase : NameCase.values()) {
                List<Integer> found = new ColumnPatterns(schema, nameCase, "t").all("data.features", List.of(pattern));
                assertThat(RowLayout.dataColumns(schema)).containsAll(found);
            }
        });
    }
}
