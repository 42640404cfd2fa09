package io.kindling.driver.ml;

import org.apache.spark.ml.param.Param;

/** The params that a regressor and its model have. */
public interface NeuralNetworkRegressorParams extends NeuralNetworkParams {

    /** Where the params of this object are kept. */
    RegressorParams regressorParams();

    /** The loss of a regression, as in the section {@code loss} of a configuration file. */
    default Param<String> loss() {
        return regressorParams().loss;
    }

    default String getLoss() {
        return getOrDefault(loss());
    }
}
