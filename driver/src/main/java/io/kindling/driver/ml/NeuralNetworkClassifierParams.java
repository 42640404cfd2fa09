package io.kindling.driver.ml;

import org.apache.spark.ml.param.DoubleArrayParam;
import org.apache.spark.ml.param.Param;

/** The params that a classifier and its model have. */
public interface NeuralNetworkClassifierParams extends NeuralNetworkParams {

    /** Where the params of this object are kept. */
    ClassifierParams classifierParams();

    /** Column that the outputs of the network are written to, before softmax. */
    default Param<String> rawPredictionCol() {
        return classifierParams().rawPredictionCol;
    }

    default String getRawPredictionCol() {
        return getOrDefault(rawPredictionCol());
    }

    /** Column that the probabilities of the classes are written to. */
    default Param<String> probabilityCol() {
        return classifierParams().probabilityCol;
    }

    default String getProbabilityCol() {
        return getOrDefault(probabilityCol());
    }

    /** The class with the largest quotient of probability and threshold is predicted. */
    default DoubleArrayParam thresholds() {
        return classifierParams().thresholds;
    }

    default double[] getThresholds() {
        return getOrDefault(thresholds()).clone();
    }
}
