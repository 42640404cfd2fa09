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

/** Evaluates a candidate and the champion on the same rows and applies the gate. */
final class GateEvaluation {
    private final SparkSession spark;
    private final GateConfig gate;
    private final InferenceConfig use;

    /**
     * Creates an evaluation.
     *
     * @throws ConfigurationException if the configuration names no rows to evaluate on, or a metric that the loss does
     * not support
     */
    GateEvaluation(SparkSession spark, ExperimentConfig config, GateConfig gate) {
        this.spark = spark;
        this.gate = gate;
        this.use = new InferenceConfig(config.data().withSource(requireRows(config, gate)), List.of(gate.metric()));
    }

    /**
     * Returns the rows that models are compared on.
     *
     * @throws ConfigurationException if there are none
     */
    static DataSource requireRows(ExperimentConfig config, GateConfig gate) {
        DataSource rows = gate.source() == null ? config.data().sources().test() : gate.source();
        if (rows == null) {
            throw new ConfigurationException(
                    "Invalid registry.gate.source: null (data.test is not set either; set one of them to the rows that models are"
                            + " compared on)");
        }
        return rows;
    }

    /**
     * Applies the gate to a candidate.
     *
     * @throws DataException if the two models were not evaluated on the same number of rows
     */
    GateConfig.Verdict judge(Folder candidate, Optional<Folder> champion) {
        Evaluation candidateEvaluation = evaluate(candidate);
        if (champion.isEmpty()) {
            return gate.judge(value(candidateEvaluation), null);
        }
        Evaluation championEvaluation = evaluate(champion.get());
        if (candidateEvaluation.examples() != championEvaluation.examples()) {
            throw new DataException("Cannot compare with the champion: " + candidateEvaluation.examples() + " rows of "
                    + candidateEvaluation.data()
                    + " can be used for the model, " + championEvaluation.examples()
                    + " for the champion; promote one with registry promote");
        }
        return gate.judge(value(candidateEvaluation), value(championEvaluation));
    }

    private Evaluation evaluate(Folder model) {
        return Evaluation.of(spark, SavedRun.read(model), use);
    }

    private double value(Evaluation evaluation) {
        return evaluation.metrics().getOrDefault(gate.metric().name(), Double.NaN);
    }
}
