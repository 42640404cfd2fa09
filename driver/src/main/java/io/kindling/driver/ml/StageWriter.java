package io.kindling.driver.ml;

import io.kindling.driver.model.ModelFolder;
import io.kindling.driver.model.TrainedModel;
import io.kindling.driver.storage.Folder;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.util.MLWriter;

/** Writes an estimator or a model: a folder with a trained model, where there is one, and at last the metadata that MLlib looks for. */
final class StageWriter extends MLWriter {
    static final String MODEL = "model";
    static final String INITIAL_MODEL = "initialModel";

    private final Params stage;
    private final String name;
    private final TrainedModel model;

    /**
     * A writer.
     *
     * @param name of the folder of the model
     * @param model null for none
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
