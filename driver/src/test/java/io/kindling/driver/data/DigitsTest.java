package io.kindling.driver.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.driver.TestSpark;
import io.kindling.driver.data.preparation.Preparation;
import io.kindling.trainer.loss.CrossEntropy;
import org.junit.jupiter.api.Test;

final class DigitsTest {
    private static final String DIGITS = "../conf/data/digits.csv.gz";

    @Test
    void readsTheDigitsOfTheProject() {
        TestSpark.with(2, spark -> {
            DataConfig config =
                    DataText.config("source: {csv: {path: " + DIGITS + ", header: false}}", "label: ['-1']");
            try (TrainingData data = new Preparation(
                            config, new DataRequirements(64, 10, new CrossEntropy(), 128, 8, 1), 1)
                    .prepare(spark)) {
                assertThat(data.train().examples()).isEqualTo(1797);
                assertThat(data.train().featureNames()).hasSize(64).startsWith("_c0");
                assertThat(data.train().dropped().total()).isZero();
                assertThat(data.train().digest()).isEqualTo("0000000000000705cacaf2ba53d6b7b664f5434ffb9a9911");
                assertThat(data.train().blocks().count()).isEqualTo(8);
            }
        });
    }
}
