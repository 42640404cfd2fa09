package io.kindling.driver.ml;

import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.param.StringArrayParam;

/**
 * The params of all estimators and models in this package, with MLlib's names where MLlib has one. An empty column name
 * disables the column.
 */
public interface NeuralNetworkParams extends Params {

    /** The params of this object. */
    TrainingParams trainingParams();

    /** Column of the features: vectors, or arrays of numbers. */
    default Param<String> featuresCol() {
        return trainingParams().featuresCol;
    }

    default String getFeaturesCol() {
        return getOrDefault(featuresCol());
    }

    /**
     * Feature columns, instead of one column of vectors. Each entry is a name, a range {@code first..last}, or a
     * pattern with {@code *} and {@code ?}. Label, weight and indicator columns are excluded.
     */
    default StringArrayParam inputCols() {
        return trainingParams().inputCols;
    }

    default String[] getInputCols() {
        return getOrDefault(inputCols()).clone();
    }

    /**
     * Rules that turn {@link #inputCols} into numbers, as JSON or YAML, with the keys of {@code data.columns} of a
     * configuration file. Fitted rules are part of the model.
     */
    default Param<String> columns() {
        return trainingParams().columns;
    }

    default String getColumns() {
        return getOrDefault(columns());
    }

    /**
     * Scaling of the features, with the keys of {@code data.scaling} of a configuration file. It is fitted on the
     * training rows and is part of the model.
     */
    default Param<String> scaling() {
        return trainingParams().scaling;
    }

    default String getScaling() {
        return getOrDefault(scaling());
    }

    /** Column of the labels: numbers of any type, or vectors or arrays with one number per target. */
    default Param<String> labelCol() {
        return trainingParams().labelCol;
    }

    default String getLabelCol() {
        return getOrDefault(labelCol());
    }

    /** Label columns, instead of {@link #labelCol}, in the order of the targets. It is an error to set both. */
    default StringArrayParam labelCols() {
        return trainingParams().labelCols;
    }

    default String[] getLabelCols() {
        return getOrDefault(labelCols()).clone();
    }

    /** Column of the predictions. */
    default Param<String> predictionCol() {
        return trainingParams().predictionCol;
    }

    default String getPredictionCol() {
        return getOrDefault(predictionCol());
    }

    /** Column of the row weights, at least 0. If it is not set, every row has weight 1. */
    default Param<String> weightCol() {
        return trainingParams().weightCol;
    }

    default String getWeightCol() {
        return getOrDefault(weightCol());
    }

    /** Boolean column. Rows with true are used for validation instead of training. */
    default Param<String> validationIndicatorCol() {
        return trainingParams().validationIndicatorCol;
    }

    default String getValidationIndicatorCol() {
        return getOrDefault(validationIndicatorCol());
    }

    /**
     * Handling of rows with nulls, numbers that are not finite, or vectors of another size, in training and prediction:
     * {@code error} or {@code skip}.
     */
    default Param<String> handleInvalid() {
        return trainingParams().handleInvalid;
    }

    default String getHandleInvalid() {
        return getOrDefault(handleInvalid());
    }

    /** Widths of the hidden layers, each linear and relu. Ignored if {@link #network} is set. */
    default IntArrayParam layers() {
        return trainingParams().layers;
    }

    default int[] getLayers() {
        return getOrDefault(layers()).clone();
    }

    /**
     * The network as JSON or YAML, with the keys of the section {@code network} of a configuration file. Training
     * starts from its {@code initialParameters}, such as a safetensors file from PyTorch.
     */
    default Param<String> network() {
        return trainingParams().network;
    }

    default String getNetwork() {
        return getOrDefault(network());
    }

    /** Maximum number of epochs. */
    default IntParam maxIter() {
        return trainingParams().maxIter;
    }

    default int getMaxIter() {
        return (Integer) getOrDefault(maxIter());
    }

    /** Rows per update. */
    default IntParam batchSize() {
        return trainingParams().batchSize;
    }

    default int getBatchSize() {
        return (Integer) getOrDefault(batchSize());
    }

    /** Learning rate of the optimizer; the schedule multiplies it. */
    default DoubleParam stepSize() {
        return trainingParams().stepSize;
    }

    default double getStepSize() {
        return (Double) getOrDefault(stepSize());
    }

    /** The optimizer: a name, or a name with its keys as in the section {@code optimizer} of a configuration file. */
    default Param<String> solver() {
        return trainingParams().solver;
    }

    default String getSolver() {
        return getOrDefault(solver());
    }

    /** The learning rate schedule over epochs, as in the section {@code schedule} of a configuration file. */
    default Param<String> schedule() {
        return trainingParams().schedule;
    }

    default String getSchedule() {
        return getOrDefault(schedule());
    }

    /**
     * Strength of the penalty on the weights without biases. The penalty regParam (elasticNetParam * sum of |w| + (1 -
     * elasticNetParam) / 2 * sum of w^2) is added to the mean loss. The default 0 disables it. The {@code weightDecay}
     * of a {@link #solver} is applied separately.
     */
    default DoubleParam regParam() {
        return trainingParams().regParam;
    }

    default double getRegParam() {
        return (Double) getOrDefault(regParam());
    }

    /** Share of L1 in the penalty of {@link #regParam}, from 0 (default) to 1. */
    default DoubleParam elasticNetParam() {
        return trainingParams().elasticNetParam;
    }

    default double getElasticNetParam() {
        return (Double) getOrDefault(elasticNetParam());
    }

    /** Minimum decrease of the monitored loss that counts as an improvement. */
    default DoubleParam tol() {
        return trainingParams().tol;
    }

    default double getTol() {
        return (Double) getOrDefault(tol());
    }

    /** Number of epochs in a row without improvement after which training stops. 0 trains all epochs. */
    default IntParam patience() {
        return trainingParams().patience;
    }

    default int getPatience() {
        return (Integer) getOrDefault(patience());
    }

    /** Seed of all random numbers: initial parameters, order of the rows, dropout. */
    default LongParam seed() {
        return trainingParams().seed;
    }

    default long getSeed() {
        return (Long) getOrDefault(seed());
    }

    /**
     * Epochs between checkpoints, or -1 for no checkpoints. Repeat an interrupted fit with the same params on the same
     * rows to resume from the newest checkpoint; the result has the same bits. A completed fit removes its checkpoints.
     */
    default IntParam checkpointInterval() {
        return trainingParams().checkpointInterval;
    }

    default int getCheckpointInterval() {
        return (Integer) getOrDefault(checkpointInterval());
    }

    /**
     * Folder for checkpoints. The default is the checkpoint directory of the SparkContext, which differs between
     * applications.
     */
    default Param<String> checkpointDir() {
        return trainingParams().checkpointDir;
    }

    default String getCheckpointDir() {
        return getOrDefault(checkpointDir());
    }

    /** Number of levels of the aggregation tree that merges gradients on their way to the driver. */
    default IntParam aggregationDepth() {
        return trainingParams().aggregationDepth;
    }

    default int getAggregationDepth() {
        return (Integer) getOrDefault(aggregationDepth());
    }
}
