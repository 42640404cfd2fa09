package io.kindling.driver.ml;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kindling.driver.checkpoint.CheckpointConfig;
import io.kindling.driver.checkpoint.RunIdentity;
import io.kindling.driver.config.InitialParameters;
import io.kindling.driver.config.NetworkConfig;
import io.kindling.driver.data.BadRows;
import io.kindling.driver.data.DataConfig;
import io.kindling.driver.data.Drop;
import io.kindling.driver.data.Fail;
import io.kindling.driver.data.SourcesConfig;
import io.kindling.driver.data.TableConfig;
import io.kindling.driver.data.source.Table;
import io.kindling.driver.run.InitialModel;
import io.kindling.driver.storage.Folder;
import io.kindling.driver.training.ExecutionConfig;
import io.kindling.trainer.config.ConfigText;
import io.kindling.trainer.config.Overrides;
import io.kindling.trainer.config.RecordWriter;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.layer.LayerSpec;
import io.kindling.trainer.layer.Linear;
import io.kindling.trainer.layer.Relu;
import io.kindling.trainer.layout.Features;
import io.kindling.trainer.layout.Shape;
import io.kindling.trainer.loss.LossFunction;
import io.kindling.trainer.metric.Metric;
import io.kindling.trainer.network.Network;
import io.kindling.trainer.network.NetworkSpec;
import io.kindling.trainer.optimizer.OptimizerSpec;
import io.kindling.trainer.redaction.SecretText;
import io.kindling.trainer.regularizer.ElasticNet;
import io.kindling.trainer.regularizer.NoPenalty;
import io.kindling.trainer.regularizer.Regularizer;
import io.kindling.trainer.schedule.Schedule;
import io.kindling.trainer.training.BatchingConfig;
import io.kindling.trainer.training.EarlyStopping;
import io.kindling.trainer.training.TrainingConfig;
import io.kindling.trainer.training.TrainingSpec;
import io.kindling.trainer.training.ValidationConfig;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.param.Param;

/** Converts the params of an estimator to the parts of an experiment configuration. */
final class ParamsToConfig {
    private final NeuralNetworkParams params;

    ParamsToConfig(NeuralNetworkParams params) {
        this.params = params;
    }

    /** The column of a param; empty if it is not set or empty. */
    Optional<String> column(Param<String> param) {
        return params.isDefined(param)
                ? Optional.of(params.getOrDefault(param)).filter(name -> !name.isEmpty())
                : Optional.empty();
    }

    /** The columns that are not features. */
    Set<String> otherColumns() {
        Set<String> others = new HashSet<>(new Labels(params).names());
        column(params.weightCol()).ifPresent(others::add);
        column(params.validationIndicatorCol()).ifPresent(others::add);
        return others;
    }

    /** Handling of invalid rows. */
    BadRows badRows() {
        return params.getHandleInvalid().equals(TrainingParams.SKIP) ? new Drop(1) : new Fail();
    }

    /** The data configuration of a table in memory. Its source is never read. */
    DataConfig data(Columns table) {
        Inputs inputs = new Inputs(params);
        String weight = column(params.weightCol())
                .map(name -> table.require("weightCol", name).name())
                .orElse(null);
        TableConfig roles = new TableConfig(
                new Labels(params).names(table),
                inputs.features(table, otherColumns()),
                Map.of(),
                inputs.rules(),
                List.of(),
                weight);
        return new DataConfig(new SourcesConfig(new Table("dataset")), roles)
                .withScaling(inputs.scaling())
                .withBadRows(badRows());
    }

    /**
     * The network for rows of this shape.
     *
     * @throws ConfigurationException if the number of outputs differs from {@code outputs}
     */
    private Network network(Shape features, int outputs) {
        NetworkConfig config = networkConfig().orElseGet(() -> perceptron(outputs));
        Network network = Network.of(config.over(features));
        if (network.output().size() != outputs) {
            throw new ConfigurationException("Invalid network: "
                    + network.output().size() + " outputs (must be " + outputs + ": one per class or target)");
        }
        return network;
    }

    /** Number of outputs of the configured network for this number of features; empty if no network is configured. */
    Optional<Integer> declaredOutputs(int features) {
        return networkConfig()
                .map(config ->
                        Network.of(config.over(new Features(features))).output().size());
    }

    /** Features per example of the configured network; empty if it does not define them. */
    Optional<Integer> declaredFeatures() {
        return networkConfig().flatMap(NetworkConfig::toldFeatures);
    }

    /** Initial parameters of the configured network. */
    Optional<InitialParameters> initialParameters() {
        return networkConfig().map(NetworkConfig::initialParameters);
    }

    private Optional<NetworkConfig> networkConfig() {
        return params.isDefined(params.network())
                ? Optional.of(ParamValidator.read("network", params.getNetwork(), NetworkConfig.class))
                : Optional.empty();
    }

    private NetworkConfig perceptron(int outputs) {
        List<LayerSpec> layers = new ArrayList<>();
        for (int width : params.getLayers()) {
            layers.add(new Linear(width));
            layers.add(new Relu());
        }
        layers.add(new Linear(outputs));
        return new NetworkConfig(layers);
    }

    /** The solver with the step size as its learning rate. */
    OptimizerSpec optimizer() {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        tree.set("solver", ConfigText.parseValue(params.getSolver(), "solver"));
        record Solver(OptimizerSpec solver) {}
        ObjectNode withRate =
                Overrides.apply(tree, List.of("solver.learningRate=" + params.getStepSize()), Solver.class);
        return ParamValidator.read("solver", withRate.get("solver").toString(), OptimizerSpec.class);
    }

    /** The penalty on the weights, divided into L1 and L2 as in MLlib's linear models. */
    Regularizer regularizer() {
        double strength = params.getRegParam();
        double absolute = strength * params.getElasticNetParam();
        return strength == 0 ? new NoPenalty() : new ElasticNet(absolute, strength - absolute);
    }

    private Schedule schedule() {
        return ParamValidator.read("schedule", params.getSchedule(), Schedule.class);
    }

    /**
     * The training for rows of this shape.
     *
     * @param outputs number of network outputs
     */
    TrainingSpec spec(Shape features, int outputs, LossFunction loss) {
        TrainingConfig defaults = new TrainingConfig(params.getMaxIter());
        Optional<EarlyStopping> rule = column(params.validationIndicatorCol()).map(name -> validationRule());
        TrainingConfig training = defaults.withBatching(new BatchingConfig(params.getBatchSize()))
                .withSeed(params.getSeed())
                .withValidation(new ValidationConfig(rule.orElse(null)));
        return new TrainingSpec(
                network(features, outputs).spec(),
                loss,
                Metric.defaults(loss.task()),
                optimizer(),
                schedule(),
                regularizer(),
                training);
    }

    /** Execution settings of the training. */
    ExecutionConfig execution() {
        ExecutionConfig defaults = new ExecutionConfig();
        CheckpointConfig checkpoint = params.getCheckpointInterval() < 0
                ? new CheckpointConfig(CheckpointConfig.NEVER)
                : defaults.checkpoint();
        return new ExecutionConfig(params.getAggregationDepth(), checkpoint, defaults.resume());
    }

    /**
     * The folder for checkpoints; empty if checkpoints are disabled.
     *
     * @throws ConfigurationException if checkpoints are enabled and no folder is set
     */
    Optional<Folder> checkpointFolder(JavaSparkContext spark) {
        if (params.getCheckpointInterval() < 0) {
            return Optional.empty();
        }
        String place = column(params.checkpointDir())
                .orElseGet(() -> spark.getCheckpointDir().orElse(null));
        if (place == null) {
            throw new ConfigurationException("Cannot write checkpoints: checkpointInterval is "
                    + params.getCheckpointInterval() + "; set checkpointDir or call SparkContext.setCheckpointDir");
        }
        if (place.contains(SecretText.MASK)) {
            throw new ConfigurationException("Cannot use checkpointDir: " + place
                    + "; it was redacted when the stage was saved because it may contain a secret; set it again");
        }
        return Optional.of(Folder.of(place, spark.hadoopConfiguration()));
    }

    /** The identity of a fit: everything that determines the trained bits, except the rows and the number of epochs. */
    RunIdentity identity(DataConfig data, TrainingSpec spec, Optional<InitialModel> initial) {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        tree.set("data", RecordWriter.write(data, DataConfig.class));
        tree.set("network", RecordWriter.write(spec.network().unnamed(), NetworkSpec.class));
        tree.set("loss", RecordWriter.write(spec.loss(), LossFunction.class));
        tree.set("regularizer", RecordWriter.write(spec.regularizer(), Regularizer.class));
        tree.set("optimizer", RecordWriter.write(spec.optimizer(), OptimizerSpec.class));
        tree.set("schedule", RecordWriter.write(spec.schedule(), Schedule.class));
        tree.set("training", RecordWriter.write(spec.training(), TrainingConfig.class));
        tree.put("patience", params.getPatience());
        tree.put("tol", params.getTol());
        tree.put("initialModel", initial.map(model -> model.state().digest()).orElse(null));
        initial.flatMap(InitialModel::inputs).ifPresent(inputs -> tree.put("initialInputs", inputs.digest()));
        return RunIdentity.of(tree, spec.training().batching());
    }

    /** Early stopping on the validation rows. The model of the best epoch is kept for every patience. */
    private EarlyStopping validationRule() {
        int patience = params.getPatience() == 0 ? params.getMaxIter() : params.getPatience();
        return new EarlyStopping(patience, "loss", params.getTol());
    }
}
