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
    private final FeatureScaling scaling;
    private final FittedColumns columns;
    private final FeatureColumns features;

    public TrainingData(
            PreparedData train,
            PreparedData validation,
            PreparedData test,
            FittedColumns columns,
            FeatureScaling scaling,
            FeatureColumns features) {
        this.train = train;
        this.validation = validation;
        this.test = test;
        this.columns = columns;
        this.scaling = scaling;
        this.features = features;
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

    /** How columns became numbers; to be kept with the model. */
    public FittedColumns columns() {
        return columns;
    }

    /** Fitted on the training examples; to be kept with the model. */
    public FeatureScaling scaling() {
        return scaling;
    }

    /** The columns that the features come from, in order; to be kept with the model. */
    public FeatureColumns features() {
        return features;
    }

    /** Names of {@link #features}. */
    public List<String> featureColumns() {
        return features.names();
    }

    /** Frees what the executors keep. */
    @Override
    public void close() {
        Stream.of(train, validation, test).filter(Objects::nonNull).forEach(PreparedData::close);
    }
}
