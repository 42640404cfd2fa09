package io.kindling.driver.ml;

import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.param.StringArrayParam;

/** The params that every estimator and model here has, under MLlib's names where MLlib has one. A column whose name is empty is not read, or not written. */
public interface NeuralNetworkParams extends Params {

    /** Where the params of this object are kept. */
    TrainingParams trainingParams();

    /** Column of the features: vectors, or arrays of numbers. */
    default Param<String> featuresCol() {
        return trainingParams().featuresCol;
    }

    default String getFeaturesCol() {
        return getOrDefault(featuresCol());
    }

    /** Columns to take features from, instead of one column of vectors; each a name, a range {@code first..last} or a pattern with {@code *} and {@code ?}. Label, weight and indicator are passed over. */
    default StringArrayParam inputCols() {
        return trainingParams().inputCols;
    }

    default String[] getInputCols() {
        return getOrDefault(inputCols()).clone();
    }

    /** How some of the {@link #inputCols} become numbers, as JSON or YAML, in the words of {@code data.columns} of a configuration file. What is fitted is part of the model. */
    default Param<String> columns() {
        return trainingParams().columns;
    }

    default String getColumns() {
        return getOrDefault(columns());
    }

    /** How features are brought to a common scale, in the words of {@code data.scaling} of a configuration file; fitted on the rows that are trained on, and part of the model. */
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

    /** Columns of the labels instead of {@link #labelCol}, in the order of the targets. Setting both is an error. */
    default StringArrayParam labelCols() {
        return trainingParams().labelCols;
    }

    default String[] getLabelCols() {
        return getOrDefault(labelCols()).clone();
    }

    /** Column that predictions are written to. */
    default Param<String> predictionCol() {
        return trainingParams().predictionCol;
    }

    default String getPredictionCol() {
        return getOrDefault(predictionCol());
    }

    /** Column of the weights of rows, at least 0; not set, every row weighs 1. */
    default Param<String> weightCol() {
        return trainingParams().weightCol;
    }

    default String getWeightCol() {
        return getOrDefault(weightCol());
    }

    /** Column of booleans: rows with true are not trained on, but watched. */
    default Param<String> validationIndicatorCol() {
        return trainingParams().validationIndicatorCol;
    }

    default String getValidationIndicatorCol() {
        return getOrDefault(validationIndicatorCol());
    }

    /** Whether a row that holds nulls, numbers that are not finite or vectors of another size is an {@code error}, in training and prediction, or is left out: {@code skip}. */
    default Param<String> handleInvalid() {
        return trainingParams().handleInvalid;
    }

    default String getHandleInvalid() {
        return getOrDefault(handleInvalid());
    }

    /** Widths of the hidden layers, each a linear layer and a relu. Not read where {@link #network} is set. */
    default IntArrayParam layers() {
        return trainingParams().layers;
    }

    default int[] getLayers() {
        return getOrDefault(layers()).clone();
    }

    /** The whole network as JSON or YAML, in the words of the section {@code network} of a configuration file; its {@code initialParameters}, such as a safetensors file from PyTorch, are what training starts from. */
    default Param<String> network() {
        return trainingParams().network;
    }

    default String getNetwork() {
        return getOrDefault(network());
    }

    /** Epochs at most. */
    default IntParam maxIter() {
        return trainingParams().maxIter;
    }

    default int getMaxIter() {
        return (Integer) getOrDefault(maxIter());
    }

    /** Rows an update. */
    default IntParam batchSize() {
        return trainingParams().batchSize;
    }

    default int getBatchSize() {
        return (Integer) getOrDefault(batchSize());
    }

    /** Learning rate of the optimizer, which the schedule multiplies. */
    default DoubleParam stepSize() {
        return trainingParams().stepSize;
    }

    default double getStepSize() {
        return (Double) getOrDefault(stepSize());
    }

    /** The optimizer: its name, or its name with its keys as in the section {@code optimizer} of a configuration file. */
    default Param<String> solver() {
        return trainingParams().solver;
    }

    default String getSolver() {
        return getOrDefault(solver());
    }

    /** The schedule of the learning rate, over epochs, as in the section {@code schedule} of a configuration file. */
    default Param<String> schedule() {
        return trainingParams().schedule;
    }

    default String getSchedule() {
        return getOrDefault(schedule());
    }

    /**
     * Strength of the penalty on the weights, which is added to the mean loss: regParam (elasticNetParam * sum of |w| + (1 - elasticNetParam) / 2 * sum of w^2), biases left out. 0, the default, is
     * none. The {@code weightDecay} of a {@link #solver} is another thing, and comes on top.
     */
    default DoubleParam regParam() {
        return trainingParams().regParam;
    }

    default double getRegParam() {
        return (Double) getOrDefault(regParam());
    }

    /** Share of L1 in the penalty of {@link #regParam}, from 0, the default, to 1. */
    default DoubleParam elasticNetParam() {
        return trainingParams().elasticNetParam;
    }

    default double getElasticNetParam() {
        return (Double) getOrDefault(elasticNetParam());
    }

    /** What the watched loss must fall by to count as better. */
    default DoubleParam tol() {
        return trainingParams().tol;
    }

    default double getTol() {
        return (Double) getOrDefault(tol());
    }

    /** Epochs in a row without a better loss that end the training; 0 trains for all epochs. */
    default IntParam patience() {
        return trainingParams().patience;
    }

    default int getPatience() {
        return (Integer) getOrDefault(patience());
    }

    /** Of everything random: first values, order of the rows, dropout. */
    default LongParam seed() {
        return trainingParams().seed;
    }

    default long getSeed() {
        return (Long) getOrDefault(seed());
    }

    /**
     * Epochs from one checkpoint to the next, or -1 for none. A fit that was cut off goes on from the newest when it is repeated with the same params on the same rows, to the same bits; one that
     * comes to its end removes them.
     */
    default IntParam checkpointInterval() {
        return trainingParams().checkpointInterval;
    }

    default int getCheckpointInterval() {
        return (Integer) getOrDefault(checkpointInterval());
    }

    /** Folder for checkpoints. Not set, it is the checkpoint directory of the SparkContext, which is another one for each application. */
    default Param<String> checkpointDir() {
        return trainingParams().checkpointDir;
    }

    default String getCheckpointDir() {
        return getOrDefault(checkpointDir());
    }

    /** Steps in which gradients are merged on their way to the driver. */
    default IntParam aggregationDepth() {
        return trainingParams().aggregationDepth;
    }

    default int getAggregationDepth() {
        return (Integer) getOrDefault(aggregationDepth());
    }
}
