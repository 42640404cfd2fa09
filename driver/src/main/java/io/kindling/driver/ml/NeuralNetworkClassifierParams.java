package io.kindling.driver.ml;

import org.apache.spark.ml.param.DoubleArrayParam;
import org.apache.spark.ml.param.Param;

/** The params that a classifier and its model have. */
public interface NeuralNetworkClassifierParams extends NeuralNetworkParams {

    /** Where the params of this object are kept. */
    ClassifierParams classifierParams();

    /** Column that the outputs of the network are written to, before softmax or sigmoid. */
    default Param<String> rawPredictionCol() {
        return classifierParams().rawPredictionCol;
    }

    default String getRawPredictionCol() {
        return getOrDefault(rawPredictionCol());
    }

    /** Column that the probabilities of the classes are written to, or with several labels the probability of each. */
    default Param<String> probabilityCol() {
        return classifierParams().probabilityCol;
    }

    default String getProbabilityCol() {
        return getOrDefault(probabilityCol());
    }

    /** The class with the largest quotient of probability and threshold is predicted; with several labels, every label whose probability is at least its threshold, 0.5 by default. */
    default DoubleArrayParam thresholds() {
        return classifierParams().thresholds;
    }

    default double[] getThresholds() {
        return getOrDefault(thresholds()).clone();
    }

    /**
     * The loss, as in the section {@code loss} of a configuration file. Not set, it is cross-entropy for one label, and binary cross-entropy over logits for several. A loss must give probabilities.
     */
    default Param<String> loss() {
        return classifierParams().loss;
    }

    default String getLoss() {
        return getOrDefault(loss());
    }
}
