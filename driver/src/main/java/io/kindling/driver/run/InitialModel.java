package io.kindling.driver.run;

import io.kindling.driver.config.ExperimentConfig;
import io.kindling.driver.config.InitialParameters;
import io.kindling.driver.data.DataConfig;
import io.kindling.driver.data.FittedInputs;
import io.kindling.driver.data.ParentInputs;
import io.kindling.driver.data.Vocabulary;
import io.kindling.driver.data.column.Fit;
import io.kindling.driver.model.ModelMemory;
import io.kindling.driver.model.TrainedModel;
import io.kindling.driver.registry.ModelReference;
import io.kindling.driver.registry.RegistryConfig;
import io.kindling.driver.storage.StoredFile;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.format.SafeTensors;
import io.kindling.trainer.format.Tensor;
import io.kindling.trainer.network.InitialState;
import io.kindling.trainer.network.ModelState;
import io.kindling.trainer.network.Network;
import io.kindling.trainer.network.StateDict;
import io.kindling.trainer.redaction.SecretText;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/**
 * The model that training starts from.
 *
 * @param location of its file or folder
 * @param state copied into the layout of the network to train
 * @param inputs of that model; empty for a file of parameters alone
 */
public record InitialModel(String location, ModelState state, Optional<FittedInputs> inputs) {

    /**
     * Reads the model that the configuration names. Returns empty if the seed draws the initial parameters.
     *
     * @param parent the version that a registry reference resolved to at the start of the run; null if there was none
     */
    static Optional<InitialModel> of(
            ExperimentConfig config, Network network, RunOrigin.Parent parent, Configuration hadoop) {
        InitialParameters given = config.network().initialParameters();
        Optional<ModelReference> reference = RunOrigin.reference(config);
        if (given == null || (reference.isPresent() && parent == null)) {
            return Optional.empty();
        }
        String path = reference
                .map(r -> r.registered(hadoop).folderOf(parent.version()).location())
                .orElse(given.from());
        return Optional.of(read(network, path, hadoop));
    }

    /**
     * Reads a safetensors file, the model of a run or model folder, or a version in a registry.
     *
     * @param path of the file or folder, or a reference such as {@code digits@champion}
     * @throws io.kindling.trainer.error.StorageException if it cannot be read or does not fit the network
     */
    public static InitialModel read(Network network, String path, Configuration hadoop) {
        StoredFile file = StoredFile.of(path, hadoop);
        if (file.exists()) {
            ModelMemory.require(file.location(), file.length());
            ModelState state =
                    InitialState.of(network, SafeTensors.read(file.read(), file.location()), file.location());
            return new InitialModel(file.location(), state, Optional.empty());
        }
        SavedRun run = SavedRun.read(ModelReference.folder(path, RegistryConfig.DEFAULT_FOLDER, hadoop));
        TrainedModel model = run.model();
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (Tensor tensor : StateDict.tensors(Network.of(model.network()), model.state())) {
            tensors.put(tensor.name(), tensor);
        }
        return new InitialModel(
                run.location(), InitialState.of(network, tensors, run.location()), Optional.of(model.inputs()));
    }

    /**
     * Returns the inputs that the data must match. Returns empty for a file of parameters alone.
     *
     * @throws ConfigurationException if {@code vocabulary} requires inputs and the file holds parameters alone
     */
    public Optional<ParentInputs> matchedBy(Vocabulary vocabulary, DataConfig data) {
        String name = SecretText.mask(location);
        if (inputs.isEmpty()) {
            ParentInputs.requireNoCategories(name, data.table().columns());
            if (vocabulary == Vocabulary.REFUSE) {
                throw new ConfigurationException("Invalid network.initialParameters.vocabulary: refuse (" + name
                        + " is a file of parameters alone, with no vocabulary to compare)");
            }
        }
        return inputs.map(its -> new ParentInputs(name, its, vocabulary));
    }

    /** Returns the warning for a file of parameters alone. */
    public Optional<String> warning(DataConfig data) {
        boolean fitted = data.scaling().readsStatistics()
                || data.table().columns().stream().anyMatch(rule -> rule.fit() != Fit.NOTHING);
        return inputs.isEmpty() && fitted
                ? Optional.of("training starts from the parameters in " + SecretText.mask(location)
                        + "; scaling and imputed values are fitted to this data, because the file does not hold the ones it was"
                        + " trained with")
                : Optional.empty();
    }
}
