package io.kindling.driver.data;

import io.kindling.trainer.config.ConfigText;
import io.kindling.trainer.config.RecordReader;

/** Data configurations from YAML text. */
public final class DataText {
    private DataText() {}

    /** Reads lines of YAML, the section {@code data} of an experiment. */
    public static DataConfig config(String... lines) {
        return RecordReader.read(
                ConfigText.parse(String.join("\n", lines), "test.yaml"), DataConfig.class, "test.yaml");
    }
}
