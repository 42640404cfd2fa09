package io.kindling.driver.ml;

import io.kindling.trainer.loss.LossFunction;
import io.kindling.trainer.loss.Task;
import java.io.Serializable;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/** The params of a regressor or its model in addition to {@link TrainingParams}. */
public final class RegressorParams implements Serializable {
    private static final long serialVersionUID = 1L;

    final Param<String> loss;

    RegressorParams(Params parent) {
        loss = new Param<>(
                parent,
                "loss",
                "loss to minimize: mse, l1, huber, smoothL1, poissonNll, or a loss with its keys: {\"huber\": {\"delta\": 2}}",
                ParamValidator.of(text ->
                        ParamValidator.read("loss", text, LossFunction.class).task() == Task.REGRESSION));
        parent.setDefault(loss, "mse");
    }
}
