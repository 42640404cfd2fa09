package io.kindling.driver.ml;

import io.kindling.trainer.loss.LossFunction;
import java.io.Serializable;
import java.util.Arrays;
import org.apache.spark.ml.param.DoubleArrayParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/** The params of a classifier or its model in addition to {@link TrainingParams}. */
public final class ClassifierParams implements Serializable {
    private static final long serialVersionUID = 1L;

    final Param<String> rawPredictionCol;
    final Param<String> probabilityCol;
    final DoubleArrayParam thresholds;
    final Param<String> loss;

    ClassifierParams(Params parent) {
        rawPredictionCol = new Param<>(
                parent, "rawPredictionCol", "raw prediction column name: the network outputs, one per class or label");
        probabilityCol =
                new Param<>(parent, "probabilityCol", "probability column name: one probability per class or label");
        thresholds = new DoubleArrayParam(
                parent,
                "thresholds",
                "one per class, at least 0 and at most one of them 0: the class with the largest probability / threshold is predicted;"
                        + " for several labels one per label: a label is predicted if its probability is at least its threshold",
                ParamValidator.of(ClassifierParams::areThresholds));
        loss = new Param<>(
                parent,
                "loss",
                "the loss: crossEntropy, nll, bceWithLogits or bce, or a loss with its keys: {\"bceWithLogits\": {\"posWeight\": [2, 5]}};"
                        + " default crossEntropy for one label, bceWithLogits for several",
                ParamValidator.of(text ->
                        ParamValidator.read("loss", text, LossFunction.class).givesProbabilities()));
        parent.setDefault(rawPredictionCol, "rawPrediction");
        parent.setDefault(probabilityCol, "probability");
    }

    private static boolean areThresholds(double[] values) {
        return Arrays.stream(values).allMatch(value -> value >= 0)
                && Arrays.stream(values).filter(value -> value == 0).count() <= 1;
    }
}
