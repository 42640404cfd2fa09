package io.kindling.driver.run;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kindling.driver.model.ModelFolder;
import io.kindling.driver.model.TrainedModel;
import io.kindling.driver.storage.Folder;
import io.kindling.driver.storage.ManifestFile;
import io.kindling.trainer.error.StorageException;
import io.kindling.trainer.format.Manifest;

/** A finished run or a model folder read from storage: the model, and the configuration if there is one. */
public final class SavedRun {
    private final String location;
    private final TrainedModel model;
    private final ObjectNode config;

    private SavedRun(String location, TrainedModel model, ObjectNode config) {
        this.location = location;
        this.model = model;
        this.config = config;
    }

    /**
     * Reads a run folder or a model folder and verifies every file that it reads.
     *
     * @throws io.kindling.trainer.error.StorageException if the folder holds neither, if the run is not finished, or if
     * a file is damaged
     */
    public static SavedRun read(Folder folder) {
        if (!folder.has(RunFolder.CONFIG)) {
            if (folder.folder(RunFolder.MODEL).has(Manifest.FILE)) {
                throw new StorageException("Cannot read run: " + folder.location() + "; its " + RunFolder.CONFIG
                        + " is missing; only the model in its folder " + RunFolder.MODEL + " can be used");
            }
            return new SavedRun(folder.location(), ModelFolder.read(folder), JsonNodeFactory.instance.objectNode());
        }
        Manifest manifest = ManifestFile.read(folder, "run");
        byte[] config = ManifestFile.verified(folder, manifest, RunFolder.CONFIG);
        String source = folder.location() + "/" + RunFolder.CONFIG;
        return new SavedRun(
                folder.location(), ModelFolder.read(folder.folder(RunFolder.MODEL)), ManifestFile.tree(config, source));
    }

    /** Returns the full path of the folder. */
    public String location() {
        return location;
    }

    public TrainedModel model() {
        return model;
    }

    /** Returns a copy of the configuration of the run; empty for a model folder. */
    public ObjectNode config() {
        return config.deepCopy();
    }
}
