package io.kindling.driver.ml;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kindling.driver.data.DataConfig;
import io.kindling.driver.data.source.Table;
import io.kindling.driver.experiment.NetworkConfig;
import io.kindling.trainer.config.ConfigText;
import io.kindling.trainer.config.Overrides;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.layer.LayerSpec;
import io.kindling.trainer.layer.Linear;
import io.kindling.trainer.layer.Relu;
import io.kindling.trainer.layout.Features;
import io.kindling.trainer.network.Network;
import io.kindling.trainer.optimizer.OptimizerSpec;
import io.kindling.trainer.schedule.Schedule;
import io.kindling.trainer.training.EarlyStopping;
import io.kindling.trainer.training.TrainingConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.ml.param.Param;

/** The params of an estimator as the parts of an experiment. */
final class Settings {
    private final NeuralNetworkParams params;

    Settings(NeuralNetworkParams params) {
        this.params = params;
    }

    /** The column that a param names; empty where it names none. */
    Optional<String> column(Param<String> param) {
        return params.isDefined(param)
                ? Optional.of(params.getOrDefault(param)).filter(name -> !name.isEmpty())
                : Optional.empty();
    }

    /** The columns of a table that is at hand: its place is never read. */
    DataConfig data() {
        return new DataConfig(
                new Table("dataset"),
                List.of(params.getLabelCol()),
                List.of(params.getFeaturesCol()),
                column(params.weightCol()).orElse(null));
    }

    /**
     * The network for rows of that many features.
     *
     * @throws ConfigurationException if it does not have as many outputs as are asked for
     */
    Network network(int features, int outputs) {
        NetworkConfig config = params.isDefined(params.network())
                ? Check.read("network", params.getNetwork(), NetworkConfig.class)
                : perceptron(outputs);
        Network network = Network.of(config.over(new Features(features)));
        if (network.output().size() != outputs) {
            throw new ConfigurationException(
                    "Invalid network: " + network.output().size() + " outputs (must be " + outputs
                            + ": one a class, or one for a regression)");
        }
        return network;
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

    /** The solver, with the step size as its learning rate. */
    OptimizerSpec optimizer() {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        tree.set("solver", ConfigText.parseValue(params.getSolver(), "solver"));
        record Solver(OptimizerSpec solver) {}
        ObjectNode withRate =
                Overrides.apply(tree, List.of("solver.learningRate=" + params.getStepSize()), Solver.class);
        return Check.read("solver", withRate.get("solver").toString(), OptimizerSpec.class);
    }

    Schedule schedule() {
        return Check.read("schedule", params.getSchedule(), Schedule.class);
    }

    /**
     * Epochs and batches.
     *
     * @param rule that watches the validation rows
     */
    TrainingConfig training(Optional<EarlyStopping> rule) {
        TrainingConfig usual = new TrainingConfig(params.getMaxIter());
        return new TrainingConfig(
                usual.epochs(),
                params.getBatchSize(),
                usual.shards(),
                params.getSeed(),
                usual.gradientAccumulation(),
                usual.localSteps(),
                params.getAggregationDepth(),
                usual.transport(),
                usual.scheduleUnit(),
                usual.validateEvery(),
                rule.orElse(null),
                usual.clipping(),
                usual.parameterGroups(),
                usual.checkpoint(),
                usual.resume());
    }

    /** For validation rows: the model of the best epoch is kept, whatever the patience. */
    EarlyStopping validationRule() {
        int patience = params.getPatience() == 0 ? params.getMaxIter() : params.getPatience();
        return new EarlyStopping(patience, "loss", params.getTol());
    }
}
