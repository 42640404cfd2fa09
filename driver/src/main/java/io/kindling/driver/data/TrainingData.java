package io.kindling.driver.data;

import io.kindling.driver.data.column.FittedColumns;
import io.kindling.driver.data.row.FeatureColumns;
import io.kindling.trainer.data.FeatureScaling;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** The data sets of one training run and the fitted inputs that produced them. */
public final class TrainingData implements AutoCloseable {
    private final PreparedData train;
    private final PreparedData validation;
    private final PreparedData test;
    private final FittedInputs inputs;

    /**
     * Creates training data.
     *
     * @param validation null for none
     * @param test null for none
     */
    public TrainingData(PreparedData train, PreparedData validation, PreparedData test, FittedInputs inputs) {
        this.train = train;
        this.validation = validation;
        this.test = test;
        this.inputs = inputs;
    }

    public PreparedData train() {
        return train;
    }

    public Optional<PreparedData> validation() {
        return Optional.ofNullable(validation);
    }

    public Optional<PreparedData> test() {
        return Optional.ofNullable(test);
    }

    /** Returns the conversion of table rows to these examples. The model stores it. */
    public FittedInputs inputs() {
        return inputs;
    }

    /** Returns the fitted rules of the columns. */
    public FittedColumns columns() {
        return inputs.columns();
    }

    /** Returns the scaling, fitted on the training examples. */
    public FeatureScaling scaling() {
        return inputs.scaling();
    }

    /** Returns the columns of the features, in order. */
    public FeatureColumns features() {
        return inputs.features();
    }

    /** Returns the names of {@link #features}. */
    public List<String> featureColumns() {
        return inputs.featureColumns();
    }

    /** Frees the blocks on the executors. */
    @Override
    public void close() {
        Stream.of(train, validation, test).filter(Objects::nonNull).forEach(PreparedData::close);
    }
}
