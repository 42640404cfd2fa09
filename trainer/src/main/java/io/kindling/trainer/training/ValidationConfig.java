package io.kindling.trainer.training;

import io.kindling.trainer.layout.Dimensions;

/**
 * Validation during training.
 *
 * @param validateEvery number of epochs between validations; default 1
 * @param earlyStopping early stopping; null, the default, trains all epochs
 */
public record ValidationConfig(int validateEvery, EarlyStopping earlyStopping) {
    public ValidationConfig {
        Dimensions.positive("training.validateEvery", validateEvery);
    }

    public ValidationConfig() {
        this(1, null);
    }

    public ValidationConfig(EarlyStopping earlyStopping) {
        this(1, earlyStopping);
    }
}
