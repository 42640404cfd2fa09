package io.kindling.driver.ml;

import org.apache.spark.ml.param.Param;

/** The params of a regressor and its model. */
public interface NeuralNetworkRegressorParams extends NeuralNetworkParams {

    /** The regression params of this object. */
    RegressorParams regressorParams();

    /** The regression loss, as in the section {@code loss} of a configuration file. */
    default Param<String> loss() {
        return regressorParams().loss;
    }

    default String getLoss() {
        return getOrDefault(loss());
    }
}
