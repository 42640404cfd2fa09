package io.kindling.driver.ml;

import org.apache.spark.ml.param.DoubleArrayParam;
import org.apache.spark.ml.param.Param;

/** The params of a classifier and its model. */
public interface NeuralNetworkClassifierParams extends NeuralNetworkParams {

    /** The classification params of this object. */
    ClassifierParams classifierParams();

    /** Column of the network outputs, before softmax or sigmoid. */
    default Param<String> rawPredictionCol() {
        return classifierParams().rawPredictionCol;
    }

    default String getRawPredictionCol() {
        return getOrDefault(rawPredictionCol());
    }

    /** Column of the probabilities of the classes, or of each label if there are several. */
    default Param<String> probabilityCol() {
        return classifierParams().probabilityCol;
    }

    default String getProbabilityCol() {
        return getOrDefault(probabilityCol());
    }

    /**
     * Prediction thresholds. The class with the largest quotient of probability and threshold is predicted. With
     * several labels, every label whose probability is at least its threshold is predicted; default 0.5.
     */
    default DoubleArrayParam thresholds() {
        return classifierParams().thresholds;
    }

    default double[] getThresholds() {
        return getOrDefault(thresholds()).clone();
    }

    /**
     * The loss, as in the section {@code loss} of a configuration file. It must produce probabilities. Default:
     * cross-entropy for one label, binary cross-entropy with logits for several.
     */
    default Param<String> loss() {
        return classifierParams().loss;
    }

    default String getLoss() {
        return getOrDefault(loss());
    }
}
