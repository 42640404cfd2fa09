package io.kindling.driver.ml;

import io.kindling.driver.model.ModelFolder;
import io.kindling.driver.model.TrainedModel;
import io.kindling.driver.storage.Folder;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.util.MLWriter;

/**
 * Writes an estimator or a model: first the folder of the trained model, if any, then the metadata that MLlib reads.
 */
final class StageWriter extends MLWriter {
    static final String MODEL = "model";
    static final String INITIAL_MODEL = "initialModel";

    private final Params stage;
    private final String name;
    private final TrainedModel model;

    /**
     * Creates a writer.
     *
     * @param name name of the model folder
     * @param model null for no model
     */
    StageWriter(Params stage, String name, TrainedModel model) {
        this.stage = stage;
        this.name = name;
        this.model = model;
    }

    @Override
    public void saveImpl(String path) {
        Folder folder = Folder.of(path, sparkSession().sparkContext().hadoopConfiguration());
        if (model != null) {
            ModelFolder.write(folder.folder(name), model);
        }
        StageMetadata.write(stage, folder, sparkSession().version());
    }
}
