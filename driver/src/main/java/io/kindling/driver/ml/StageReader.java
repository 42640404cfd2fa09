package io.kindling.driver.ml;

import io.kindling.driver.model.ModelFolder;
import io.kindling.driver.model.TrainedModel;
import io.kindling.driver.storage.Folder;
import java.util.function.BiFunction;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.util.MLReader;

/** Reads a stage written by {@link StageWriter}. */
final class StageReader<T extends Params> extends MLReader<T> {
    private final Class<T> type;
    private final String name;
    private final BiFunction<String, TrainedModel, T> constructor;

    /**
     * Creates a reader.
     *
     * @param name name of the model folder
     * @param constructor creates the stage from its uid and model; the model is null if the folder has none
     */
    StageReader(Class<T> type, String name, BiFunction<String, TrainedModel, T> constructor) {
        this.type = type;
        this.name = name;
        this.constructor = constructor;
    }

    @Override
    public T load(String path) {
        Folder folder = Folder.of(path, sparkSession().sparkContext().hadoopConfiguration());
        StageMetadata metadata = StageMetadata.read(folder, type);
        TrainedModel model = folder.has(name) ? ModelFolder.read(folder.folder(name)) : null;
        T stage = constructor.apply(metadata.uid(), model);
        metadata.setParams(stage);
        return stage;
    }
}
