package io.kindling.driver.workflow;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kindling.driver.config.ExperimentConfig;
import io.kindling.driver.config.InitialParameters;
import io.kindling.driver.redaction.Masked;
import io.kindling.driver.run.Experiment;
import io.kindling.driver.run.RunOrigin;
import io.kindling.driver.run.RunSummary;
import io.kindling.driver.run.SavedRun;
import io.kindling.driver.run.StopRequest;
import io.kindling.driver.run.Versions;
import io.kindling.driver.storage.Folder;
import io.kindling.trainer.config.Overrides;
import io.kindling.trainer.config.RecordReader;
import io.kindling.trainer.config.RecordWriter;
import io.kindling.trainer.error.ConfigurationException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/**
 * The result of repeating a run from the content of its folder: whether both runs have the same bits.
 *
 * @param original location of the run
 * @param again location of the new run
 * @param differences between the inputs of the two runs; empty if there are none
 */
public record Reproduce(
        String original,
        String again,
        String originalSha256,
        String parametersSha256,
        List<String> differences,
        RunSummary summary) {

    /**
     * Returns the configuration for repeating a run in another folder: without a registry, and with the initial model
     * that the run resolved.
     *
     * @param assignments override keys, for masked secrets and moved data
     * @throws ConfigurationException if the folder is not a run, or if a masked value is not given again
     */
    public static ExperimentConfig configuration(Folder run, List<String> assignments) {
        SavedRun saved = SavedRun.read(run);
        ObjectNode tree = saved.config();
        if (tree.isEmpty()) {
            throw new ConfigurationException(
                    "Cannot reproduce " + run.location() + ": it is a model folder without a run");
        }
        ExperimentConfig before = read(saved.config(), List.of(), run);
        tree.remove(List.of("output", "registry"));
        tree.withObject("/training").put("resume", "auto");
        Optional<RunOrigin.Parent> parent = RunOrigin.read(run).map(RunOrigin::parent);
        RunOrigin.reference(before).ifPresent(reference -> {
            InitialParameters pinned = parent.map(p -> new InitialParameters(
                            reference.at(p.version()).text(),
                            before.network().initialParameters().vocabulary()))
                    .orElse(null);
            tree.withObject("/network").set("initialParameters", RecordWriter.write(pinned, InitialParameters.class));
        });
        ExperimentConfig again = read(tree, assignments, run);
        Masked.requireNone(
                RecordWriter.write(again, ExperimentConfig.class), "", "the configuration of " + run.location());
        return again;
    }

    private static ExperimentConfig read(ObjectNode tree, List<String> assignments, Folder run) {
        return RecordReader.read(
                Overrides.apply(tree, assignments, ExperimentConfig.class),
                ExperimentConfig.class,
                "the configuration of " + run.location());
    }

    /**
     * The folders of a run and of its repetition.
     *
     * @param original the run to repeat
     * @param repetition the folder that the new training writes
     */
    public record Folders(Folder original, Folder repetition) {}

    /** Trains the run again. Returns empty if the training was stopped. */
    public static Optional<Reproduce> of(
            SparkSession spark,
            Folders folders,
            ExperimentConfig config,
            long began,
            PrintStream progress,
            StopRequest stop) {
        Folder run = folders.original();
        Folder again = folders.repetition();
        RunSummary before = RunSummary.read(run);
        RunSummary summary = new Experiment(spark, config).train(again, began, progress, stop);
        return summary.isWhole()
                ? Optional.of(new Reproduce(
                        run.location(),
                        again.location(),
                        before.digests().parametersSha256(),
                        summary.digests().parametersSha256(),
                        differences(run, again, before, summary),
                        summary))
                : Optional.empty();
    }

    private static List<String> differences(Folder run, Folder again, RunSummary before, RunSummary now) {
        Versions was = before.versions();
        Versions is = now.versions();
        List<String> differences = new ArrayList<>();
        difference("initial parameters", initial(run), initial(again), differences);
        difference("data", before.digests().dataDigest(), now.digests().dataDigest(), differences);
        difference("matrices", was.gemm(), is.gemm(), differences);
        difference("Kindling", was.kindling() + " " + was.commit(), is.kindling() + " " + is.commit(), differences);
        difference("Spark", was.spark(), is.spark(), differences);
        difference("Java", was.java(), is.java(), differences);
        return differences;
    }

    /** Returns the digests of the initial model. Runs of earlier versions do not record them. */
    private static String initial(Folder run) {
        return RunOrigin.read(run)
                .map(RunOrigin::initial)
                .map(model -> model.parametersSha256() + " with inputs " + model.inputsSha256())
                .orElse("none");
    }

    private static void difference(String what, String was, String is, List<String> differences) {
        if (!was.equals(is)) {
            differences.add(what + ": was " + was + ", is " + is);
        }
    }

    /** Returns whether both runs have the same bits. */
    public boolean isEqual() {
        return originalSha256.equals(parametersSha256);
    }

    /** Returns this result as one JSON object. */
    public ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("original", original);
        json.put("again", again);
        json.put("equal", isEqual());
        json.put("originalParametersSha256", originalSha256);
        json.put("parametersSha256", parametersSha256);
        ArrayNode list = json.putArray("differences");
        differences.forEach(list::add);
        return json;
    }
}
