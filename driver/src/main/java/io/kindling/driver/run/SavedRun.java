package io.kindling.driver.run;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kindling.driver.model.ModelFolder;
import io.kindling.driver.model.TrainedModel;
import io.kindling.driver.storage.Folder;
import io.kindling.driver.storage.ManifestFile;
import io.kindling.trainer.error.StorageException;
import io.kindling.trainer.format.Manifest;

/** What a finished run left, or a model folder alone: the model, and the configuration where there is one. */
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
     * Reads a run folder or a model folder, and verifies what it reads.
     *
     * @throws io.kindling.trainer.error.StorageException if there is none, if the run did not end, or if a file is damaged
     */
    public static SavedRun read(Folder folder) {
        if (!folder.has(RunFolder.CONFIG)) {
            if (folder.folder(RunFolder.MODEL).has(Manifest.FILE)) {
                throw new StorageException("Cannot read run: " + folder.location() + "; its " + RunFolder.CONFIG
                        + " is missing, so that only the model in its folder " + RunFolder.MODEL + " can be used");
            }
            return new SavedRun(folder.location(), ModelFolder.read(folder), JsonNodeFactory.instance.objectNode());
        }
        Manifest manifest = ManifestFile.read(folder, "run");
        byte[] config = ManifestFile.verified(folder, manifest, RunFolder.CONFIG);
        String source = folder.location() + "/" + RunFolder.CONFIG;
        return new SavedRun(
                folder.location(), ModelFolder.read(folder.folder(RunFolder.MODEL)), ManifestFile.tree(config, source));
    }

    /** Full path of the folder. */
    public String location() {
        return location;
    }

    public TrainedModel model() {
        return model;
    }

    /** A copy of the configuration of the run; empty for a model folder. */
    public ObjectNode config() {
        return config.deepCopy();
    }
}
