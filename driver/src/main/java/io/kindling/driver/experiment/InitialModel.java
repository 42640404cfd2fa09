package io.kindling.driver.experiment;

import io.kindling.driver.model.TrainedModel;
import io.kindling.driver.registry.ModelReference;
import io.kindling.driver.registry.RegistryConfig;
import io.kindling.driver.storage.StoredFile;
import io.kindling.trainer.checkpoint.SafeTensors;
import io.kindling.trainer.checkpoint.Tensor;
import io.kindling.trainer.network.InitialState;
import io.kindling.trainer.network.ModelState;
import io.kindling.trainer.network.Network;
import io.kindling.trainer.network.StateDict;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/** The parameters and buffers that training starts from. */
public final class InitialModel {
    private InitialModel() {}

    /** Those that the configuration names, where it names a version in a registry the one of the run's origin; or else first values by its seed. */
    static ModelState of(ExperimentConfig config, Network network, Origin origin, Configuration hadoop) {
        Optional<ModelReference> reference = Origin.reference(config);
        if (reference.isPresent() && origin.parent() == null) {
            return network.initialize(config.training().seed());
        }
        String path = reference
                .map(r ->
                        r.registered(hadoop).folderOf(origin.parent().version()).location())
                .orElse(config.network().initialParameters());
        return path == null ? network.initialize(config.training().seed()) : read(network, path, hadoop);
    }

    /**
     * Reads a safetensors file, the model of a run or model folder, or a version in a registry.
     *
     * @param path of the file or folder, or a reference such as {@code digits@champion}
     * @throws io.kindling.trainer.error.StorageException if it cannot be read, or does not fit the network
     */
    public static ModelState read(Network network, String path, Configuration hadoop) {
        StoredFile file = StoredFile.of(path, hadoop);
        if (file.exists()) {
            return InitialState.of(network, SafeTensors.read(file.read(), file.location()), file.location());
        }
        SavedRun run = SavedRun.read(ModelReference.folder(path, RegistryConfig.DEFAULT_FOLDER, hadoop));
        TrainedModel model = run.model();
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (Tensor tensor : StateDict.tensors(Network.of(model.network()), model.state())) {
            tensors.put(tensor.name(), tensor);
        }
        return InitialState.of(network, tensors, run.location());
    }
}
