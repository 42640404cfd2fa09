package io.kindling.driver.workflow;

import io.kindling.driver.config.ExperimentConfig;
import io.kindling.driver.data.source.DataSource;
import io.kindling.driver.inference.Evaluation;
import io.kindling.driver.inference.InferenceConfig;
import io.kindling.driver.registry.GateConfig;
import io.kindling.driver.run.SavedRun;
import io.kindling.driver.storage.Folder;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.DataException;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/** Evaluates a model and the champion on the same rows, and asks the gate. */
final class GateEvaluation {
    private final SparkSession spark;
    private final GateConfig gate;
    private final InferenceConfig use;

    /**
     * An evaluation by a configuration.
     *
     * @throws ConfigurationException if it names no rows to evaluate on, or a metric that has no meaning for its loss
     */
    GateEvaluation(SparkSession spark, ExperimentConfig config, GateConfig gate) {
        this.spark = spark;
        this.gate = gate;
        this.use = new InferenceConfig(config.data().withSource(requireRows(config, gate)), List.of(gate.metric()));
    }

    /**
     * The rows that models are compared on.
     *
     * @throws ConfigurationException if there are none
     */
    static DataSource requireRows(ExperimentConfig config, GateConfig gate) {
        DataSource rows = gate.source() == null ? config.data().sources().test() : gate.source();
        if (rows == null) {
            throw new ConfigurationException(
                    "Invalid registry.gate.source: null (there is no data.test either; name the rows that models are"
                            + " compared on)");
        }
        return rows;
    }

    /**
     * What the gate says.
     *
     * @throws DataException if the two were not evaluated on the same number of rows
     */
    GateConfig.Verdict judge(Folder candidate, Optional<Folder> champion) {
        Evaluation ours = evaluate(candidate);
        if (champion.isEmpty()) {
            return gate.judge(value(ours), null);
        }
        Evaluation theirs = evaluate(champion.get());
        if (ours.examples() != theirs.examples()) {
            throw new DataException("Cannot compare with the champion: " + ours.examples() + " rows of " + ours.data()
                    + " can be used for the model, " + theirs.examples()
                    + " for the champion; promote one with registry promote");
        }
        return gate.judge(value(ours), value(theirs));
    }

    private Evaluation evaluate(Folder model) {
        return Evaluation.of(spark, SavedRun.read(model), use);
    }

    private double value(Evaluation evaluation) {
        return evaluation.metrics().getOrDefault(gate.metric().name(), Double.NaN);
    }
}
