package io.kindling.driver.model;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kindling.driver.data.DerivedColumns;
import io.kindling.driver.data.FittedInputs;
import io.kindling.driver.data.TrainingColumns;
import io.kindling.driver.data.column.FittedColumns;
import io.kindling.driver.data.row.FeatureColumns;
import io.kindling.driver.data.row.FeatureColumnsJson;
import io.kindling.driver.storage.Folder;
import io.kindling.driver.storage.ManifestFile;
import io.kindling.trainer.config.ConfigText;
import io.kindling.trainer.config.RecordReader;
import io.kindling.trainer.config.RecordWriter;
import io.kindling.trainer.data.FeatureScaling;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.StorageException;
import io.kindling.trainer.format.Manifest;
import io.kindling.trainer.format.SafeTensors;
import io.kindling.trainer.loss.LossFunction;
import io.kindling.trainer.network.ModelState;
import io.kindling.trainer.network.Network;
import io.kindling.trainer.network.NetworkSpec;
import io.kindling.trainer.network.StateDict;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * Reads and writes model folders: {@code model.safetensors} (parameters and buffers with the names of PyTorch),
 * {@code model.json} (architecture, loss, feature columns, scaling) and, written last, the manifest with lengths and
 * checksums.
 */
public final class ModelFolder {
    private static final String TENSORS = "model.safetensors";
    private static final String DESCRIPTION = "model.json";

    private ModelFolder() {}

    /** Writes a model. */
    public static void write(Folder folder, TrainedModel model) {
        Network network = Network.of(model.network());
        byte[] tensors = SafeTensors.bytes(StateDict.tensors(network, model.state()), Map.of("producer", "kindling"));
        byte[] description = ConfigText.json(describe(model)).getBytes(StandardCharsets.UTF_8);
        folder.write(TENSORS, tensors);
        folder.write(DESCRIPTION, description);
        ManifestFile.write(
                folder,
                new Manifest(
                        Manifest.FORMAT,
                        List.of(Manifest.Entry.of(TENSORS, tensors), Manifest.Entry.of(DESCRIPTION, description))));
    }

    private static ObjectNode describe(TrainedModel model) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.set("network", RecordWriter.write(model.network(), NetworkSpec.class));
        json.set("loss", RecordWriter.write(model.loss(), LossFunction.class));
        FeatureColumnsJson.write(model.features(), json);
        if (!model.inputs().derived().isEmpty()) {
            json.set("derived", RecordWriter.write(model.inputs().derived(), DerivedColumns.class));
        }
        json.set("columns", RecordWriter.write(model.columns(), FittedColumns.class));
        json.set("scaling", model.scaling().toJson());
        json.set("described", RecordWriter.write(model.inputs().described(), TrainingColumns.class));
        json.put("parametersSha256", model.state().digest());
        return json;
    }

    /**
     * Reads a model.
     *
     * @throws StorageException if a file is missing or damaged, or the files do not match
     */
    public static TrainedModel read(Folder folder) {
        Manifest manifest = ManifestFile.read(folder, "model");
        String source = folder.location() + "/" + DESCRIPTION;
        byte[] description = ManifestFile.verified(folder, manifest, DESCRIPTION);
        ModelMemory.require(
                folder.location(), manifest.entry(TENSORS, folder.location()).length());
        byte[] tensors = ManifestFile.verified(folder, manifest, TENSORS);
        try {
            ObjectNode json = ConfigText.parse(new String(description, StandardCharsets.UTF_8), source);
            NetworkSpec spec = RecordReader.read(json.path("network"), NetworkSpec.class, source);
            LossFunction loss = RecordReader.read(json.path("loss"), LossFunction.class, source);
            FittedColumns columns = json.has("columns")
                    ? RecordReader.read(json.path("columns"), FittedColumns.class, source)
                    : new FittedColumns();
            DerivedColumns derived = json.has("derived")
                    ? RecordReader.read(json.path("derived"), DerivedColumns.class, source)
                    : new DerivedColumns();
            FeatureScaling scaling = FeatureScaling.fromJson(json.path("scaling"));
            Network network = Network.of(spec);
            if (scaling.features() != spec.input().size()) {
                throw new StorageException("Cannot read " + source + ": scaling has " + scaling.features()
                        + " features; the network takes " + spec.input().size());
            }
            String tensorSource = folder.location() + "/" + TENSORS;
            ModelState state = StateDict.model(network, SafeTensors.read(tensors, tensorSource), tensorSource);
            String digest = state.digest();
            String described = json.path("parametersSha256").asText("none");
            if (!described.equals(digest)) {
                throw new StorageException("Cannot read " + tensorSource + ": the SHA-256 of the parameters is "
                        + digest + "; " + DESCRIPTION + " expects " + described);
            }
            TrainingColumns trainedOn = json.has("described")
                    ? RecordReader.read(json.path("described"), TrainingColumns.class, source)
                    : new TrainingColumns();
            FeatureColumns features = FeatureColumnsJson.read(json);
            return new TrainedModel(
                    spec, loss, state, new FittedInputs(derived, columns, features, scaling, trainedOn));
        } catch (ConfigurationException | ArithmeticException e) {
            throw new StorageException("Cannot read " + source + ": " + e.getMessage(), e);
        }
    }
}
