package io.kindling.driver.data;

import io.kindling.driver.data.column.FittedColumns;
import io.kindling.driver.data.row.FeatureColumns;
import io.kindling.trainer.data.FeatureScaling;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** The data sets of one training, and the scaling that all of them went through. */
public final class TrainingData implements AutoCloseable {
    private final PreparedData train;
    private final PreparedData validation;
    private final PreparedData test;
    private final FittedInputs inputs;

    /**
     * Data sets.
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

    /** How the rows of a table became these examples; to be kept with the model. */
    public FittedInputs inputs() {
        return inputs;
    }

    /** The rules by which columns became numbers. */
    public FittedColumns columns() {
        return inputs.columns();
    }

    /** Fitted on the training examples. */
    public FeatureScaling scaling() {
        return inputs.scaling();
    }

    /** The columns that the features come from, in order. */
    public FeatureColumns features() {
        return inputs.features();
    }

    /** Names of {@link #features}. */
    public List<String> featureColumns() {
        return inputs.featureColumns();
    }

    /** Frees what the executors keep. */
    @Override
    public void close() {
        Stream.of(train, validation, test).filter(Objects::nonNull).forEach(PreparedData::close);
    }
}
