package io.kindling.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

/** The query on predictions in {@code docs/classes.md}, verbatim. */
final class DocumentedSqlTest {
    @Test
    void predictsTheIndexOfTheMostProbableClass() throws IOException {
        try (SparkSession spark =
                SparkSession.builder().master("local[1]").appName("documented").getOrCreate()) {
            spark.sql("SELECT * FROM VALUES (array(0.1, 0.7, 0.2)), (array(0.5, 0.2, 0.3)) AS t(probability)")
                    .createOrReplaceTempView("predictions");
            List<Row> rows = spark.sql(
                            "SELECT *, array_position(probability, array_max(probability)) - 1 AS class FROM predictions")
                    .collectAsList();
            assertThat(rows).extracting(row -> row.getLong(1)).containsExactly(1L, 0L);
        }
    }
}
