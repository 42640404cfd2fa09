package io.kindling.driver.ml;

import io.kindling.driver.config.NetworkConfig;
import io.kindling.driver.data.scaling.Scaling;
import io.kindling.driver.training.ExecutionConfig;
import io.kindling.trainer.optimizer.Adam;
import io.kindling.trainer.optimizer.OptimizerSpec;
import io.kindling.trainer.schedule.Schedule;
import io.kindling.trainer.training.TrainingConfig;
import java.io.Serializable;
import java.util.Arrays;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.param.StringArrayParam;

/**
 * The params of one estimator or model, with their descriptions, validators and defaults. {@link NeuralNetworkParams}
 * documents each param.
 */
public final class TrainingParams implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final String ERROR = "error";
    static final String SKIP = "skip";

    final Param<String> featuresCol;
    final StringArrayParam inputCols;
    final Param<String> columns;
    final Param<String> scaling;
    final Param<String> labelCol;
    final StringArrayParam labelCols;
    final Param<String> predictionCol;
    final Param<String> handleInvalid;
    final Param<String> weightCol;
    final Param<String> validationIndicatorCol;
    final IntArrayParam layers;
    final Param<String> network;
    final IntParam maxIter;
    final IntParam batchSize;
    final DoubleParam stepSize;
    final Param<String> solver;
    final Param<String> schedule;
    final DoubleParam regParam;
    final DoubleParam elasticNetParam;
    final DoubleParam tol;
    final IntParam patience;
    final LongParam seed;
    final IntParam checkpointInterval;
    final Param<String> checkpointDir;
    final IntParam aggregationDepth;

    TrainingParams(Params parent) {
        featuresCol = new Param<>(parent, "featuresCol", "features column name");
        inputCols = new StringArrayParam(
                parent,
                "inputCols",
                "feature column names, instead of featuresCol: names, ranges first..last or patterns with * and ?");
        columns = new Param<>(
                parent,
                "columns",
                "rules that turn inputCols into numbers, as JSON: [{\"oneHot\": {\"columns\": [\"area\"], \"maxCategories\": 3}}]",
                ParamValidator.of(text -> Inputs.rules(text) != null));
        scaling = new Param<>(
                parent,
                "scaling",
                "scaling of the features, part of the model: none, standardize, minMax, or {\"divide\": 255}",
                ParamValidator.config("scaling", Scaling.class));
        labelCol = new Param<>(parent, "labelCol", "label column name");
        labelCols = new StringArrayParam(
                parent, "labelCols", "label column names, one or more targets each, instead of labelCol");
        predictionCol = new Param<>(parent, "predictionCol", "prediction column name");
        weightCol = new Param<>(
                parent, "weightCol", "weight column name. If this is not set or empty, every row has weight 1");
        validationIndicatorCol = new Param<>(
                parent,
                "validationIndicatorCol",
                "name of a boolean column: true for validation rows, false for training rows");
        handleInvalid = new Param<>(
                parent,
                "handleInvalid",
                "how to handle rows with nulls, numbers that are not finite or vectors of another size: error or skip",
                ParamValidator.of(text -> text.equals(ERROR) || text.equals(SKIP)));
        layers = new IntArrayParam(
                parent,
                "layers",
                "widths of the hidden layers, each linear and relu; [] for a linear model",
                ParamValidator.of(TrainingParams::allPositive));
        network = new Param<>(
                parent,
                "network",
                "the network as JSON, as in a configuration file: {\"layers\": [...]}; overrides layers",
                ParamValidator.config("network", NetworkConfig.class));
        maxIter = new IntParam(parent, "maxIter", "maximum number of epochs (>= 1)", ParamValidators.gtEq(1));
        batchSize = new IntParam(parent, "batchSize", "rows per update (>= 1)", ParamValidators.gtEq(1));
        stepSize = new DoubleParam(
                parent.uid(), "stepSize", "learning rate of the solver (>= 0)", ParamValidators.gtEq(0));
        solver = new Param<>(
                parent,
                "solver",
                "the optimizer: adam, adamW, sgd, rmsProp, adagrad, lamb, lars, or an optimizer with its keys: {\"sgd\": {\"momentum\": 0.9}}",
                ParamValidator.config("solver", OptimizerSpec.class));
        schedule = new Param<>(
                parent,
                "schedule",
                "learning rate schedule over epochs: constant, or a schedule with its keys: {\"cosineAnnealing\": {\"tMax\": 60}}",
                ParamValidator.config("schedule", Schedule.class));
        regParam = new DoubleParam(
                parent.uid(), "regParam", "strength of the penalty on the weights (>= 0)", ParamValidators.gtEq(0));
        elasticNetParam = new DoubleParam(
                parent.uid(),
                "elasticNetParam",
                "share of L1 in the penalty, in [0, 1]: 0 is L2 alone, 1 is L1 alone",
                ParamValidators.inRange(0, 1));
        tol = new DoubleParam(
                parent.uid(),
                "tol",
                "minimum decrease of the loss that counts as an improvement (>= 0): validation loss, or without validation rows training loss plus penalty",
                ParamValidators.gtEq(0));
        patience = new IntParam(
                parent,
                "patience",
                "epochs in a row without improvement after which training stops (>= 0); 0 trains for maxIter epochs",
                ParamValidators.gtEq(0));
        seed = new LongParam(parent, "seed", "random seed");
        checkpointInterval = new IntParam(
                parent,
                "checkpointInterval",
                "epochs between checkpoints (>= 1), or -1 for no checkpoints; repeat an interrupted fit to resume it",
                ParamValidator.of(n -> (Integer) n == -1 || (Integer) n >= 1));
        checkpointDir = new Param<>(
                parent,
                "checkpointDir",
                "folder for checkpoints; default: the checkpoint directory of the SparkContext");
        aggregationDepth = new IntParam(
                parent,
                "aggregationDepth",
                "depth of the tree that merges gradients on their way to the driver (>= 1); does not change the result",
                ParamValidators.gtEq(1));
        setDefaults(parent);
    }

    private void setDefaults(Params parent) {
        TrainingConfig defaults = new TrainingConfig(100);
        parent.setDefault(featuresCol, "features");
        parent.setDefault(columns, "[]");
        parent.setDefault(scaling, "none");
        parent.setDefault(labelCol, "label");
        parent.setDefault(predictionCol, "prediction");
        parent.setDefault(handleInvalid, ERROR);
        parent.setDefault(layers, new int[] {100});
        parent.setDefault(maxIter, defaults.epochs());
        parent.setDefault(batchSize, defaults.batching().batchSize());
        parent.setDefault(stepSize, new Adam().learningRate());
        parent.setDefault(solver, "adam");
        parent.setDefault(schedule, "constant");
        parent.setDefault(regParam, 0.0);
        parent.setDefault(elasticNetParam, 0.0);
        parent.setDefault(tol, 1e-6);
        parent.setDefault(patience, 10);
        parent.setDefault(seed, defaults.seed());
        parent.setDefault(checkpointInterval, -1);
        parent.setDefault(aggregationDepth, new ExecutionConfig().aggregationDepth());
    }

    private static boolean allPositive(int[] widths) {
        return Arrays.stream(widths).allMatch(width -> width > 0);
    }
}
