package io.kindling.trainer.training;

import io.kindling.trainer.layout.Dimensions;

/**
 * When a model is evaluated on the validation examples while it is trained.
 *
 * @param validateEvery epochs between two validations; default 1
 * @param earlyStopping null, the default, trains for all epochs
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
