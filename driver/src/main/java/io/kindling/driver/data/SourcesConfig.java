package io.kindling.driver.data;

import io.kindling.driver.data.source.DataSource;
import io.kindling.driver.data.source.MissingPaths;
import io.kindling.trainer.error.ConfigurationException;
import java.io.Serializable;
import java.util.Objects;

/**
 * The sources of the training, validation and test examples.
 *
 * @param source of the training examples
 * @param validationFraction of the training examples held out for validation, chosen by their content; default 0
 * @param validation source of the validation examples, instead of a fraction; null for none
 * @param test source of the test examples; null for none
 * @param prepared folder that {@code kindling prepare} wrote for this data, read instead of the sources; null for none
 * @param missingPaths what to do if some alternatives of a path such as {@code dt={2026-11-20,2026-11-21}} are missing:
 *     fail, or read the others
 */
public record SourcesConfig(
        DataSource source,
        double validationFraction,
        DataSource validation,
        DataSource test,
        String prepared,
        MissingPaths missingPaths)
        implements Serializable {
    public SourcesConfig {
        if (source == null) {
            throw new ConfigurationException("Invalid data.source: null (must be the source of the examples)");
        }
        Objects.requireNonNull(missingPaths, "missingPaths");
        if (!(validationFraction >= 0 && validationFraction < 1)) {
            throw new ConfigurationException(
                    "Invalid data.validationFraction: " + validationFraction + " (must be at least 0 and below 1)");
        }
        if (validationFraction > 0 && validation != null) {
            throw new ConfigurationException("Invalid data.validationFraction: " + validationFraction
                    + " (must be 0 if data.validation is set)");
        }
    }

    public SourcesConfig(DataSource source) {
        this(source, 0, null, null, null, MissingPaths.FAIL);
    }

    /** Returns these sources with other training examples and nothing prepared. */
    SourcesConfig withSource(DataSource other) {
        return new SourcesConfig(other, validationFraction, validation, test, null, missingPaths);
    }

    /** Returns whether there may be validation examples. Prepared data may contain some. */
    public boolean mayValidate() {
        return prepared != null || validation != null || validationFraction > 0;
    }
}
