package io.kindling.driver.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.driver.TestSpark;
import io.kindling.driver.data.preparation.Preparation;
import io.kindling.trainer.loss.CrossEntropy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The blocks depend only on content, configuration and seed. */
final class SameBlocksTest {
    private static final int N = 997;
    private static final DataRequirements DEMAND = new DataRequirements(3, 3, new CrossEntropy(), 16, 5, 1);
    private static final long SEED = 7;

    @TempDir
    private Path folder;

    @Test
    void blocksDoNotDependOnPartitionsOrRowOrder() {
        List<List<String>> seen = new ArrayList<>();
        TestSpark.with(1, spark -> seen.add(prepared(table(spark, 7, 1), SEED)));
        TestSpark.with(4, spark -> {
            for (int partitions : new int[] {1, 7, 64}) {
                seen.add(prepared(table(spark, partitions, partitions), SEED));
            }
            assertThat(prepared(table(spark, 2, 0), SEED + 1)).isNotEqualTo(seen.get(0));
        });
        assertThat(seen).hasSize(4).containsOnly(seen.get(0));
    }

    private static Dataset<Row> table(SparkSession spark, int partitions, long shuffle) {
        return Rows.table(spark, Rows.shuffled(Rows.numbered(N), shuffle)).repartition(partitions);
    }

    @Test
    void blocksDoNotDependOnFiles() {
        TestSpark.with(2, spark -> {
            Dataset<Row> rows = Rows.table(spark, Rows.numbered(N));
            rows.repartition(7).write().option("header", true).csv(folder + "/csv7");
            rows.repartition(1)
                    .write()
                    .option("compression", "gzip")
                    .option("header", true)
                    .csv(folder + "/gzip");
            rows.repartition(5).write().parquet(folder + "/parquet5");
            assertThat(List.of(
                            prepared(spark, "csv: " + folder + "/csv7"),
                            prepared(spark, "csv: " + folder + "/gzip"),
                            prepared(spark, "parquet: " + folder + "/parquet5")))
                    .containsOnly(prepared(rows, SEED));
        });
    }

    private static List<String> prepared(SparkSession spark, String source) {
        return text(new Preparation(config(source), DEMAND, SEED).prepare(spark));
    }

    private static List<String> prepared(Dataset<Row> rows, long seed) {
        return text(new Preparation(config("parquet: unused"), DEMAND, seed).prepare(rows, null));
    }

    private static DataConfig config(String source) {
        return DataText.config(
                "source: {" + source + "}",
                "label: [label]",
                "validationFraction: 0.25",
                "scaling: standardize",
                "oversampling: 0.9",
                "classWeights: balanced",
                "chunkMegabytes: 1");
    }

    private static List<String> text(TrainingData data) {
        try (data) {
            List<String> text = new ArrayList<>(Rows.blocks(data.train()));
            text.addAll(Rows.blocks(data.validation().orElseThrow()));
            text.add(data.train().digest());
            text.add(data.scaling().toJson().toString());
            return text;
        }
    }
}
