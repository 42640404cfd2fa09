package io.kindling.driver.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.driver.storage.Folder;
import io.kindling.driver.storage.ManifestFile;
import io.kindling.trainer.data.FeatureScaling;
import io.kindling.trainer.error.StorageException;
import io.kindling.trainer.format.Manifest;
import io.kindling.trainer.layer.Linear;
import io.kindling.trainer.layout.Features;
import io.kindling.trainer.loss.Mse;
import io.kindling.trainer.network.Network;
import io.kindling.trainer.network.NetworkSpec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ModelFolderTest {
    @TempDir
    private Path path;

    /** The manifest matches both files, so only the digest shows whether they belong together. */
    @Test
    void descriptionWithoutDigestIsRefused() {
        Folder folder = Folder.of(path.toString(), new Configuration());
        NetworkSpec spec = new NetworkSpec(new Features(2), List.of(new Linear(1)));
        ModelFolder.write(
                folder,
                new TrainedModel(
                        spec,
                        new Mse(),
                        Network.of(spec).initialize(1),
                        List.of("a", "b"),
                        FeatureScaling.identity(2)));
        assertThat(ModelFolder.read(folder).featureColumns()).containsExactly("a", "b");

        String described = new String(folder.read("model.json"), StandardCharsets.UTF_8);
        byte[] without = described.replace("parametersSha256", "somethingElse").getBytes(StandardCharsets.UTF_8);
        folder.write("model.json", without);
        byte[] tensors = folder.read("model.safetensors");
        ManifestFile.write(
                folder,
                new Manifest(
                        Manifest.FORMAT,
                        List.of(
                                Manifest.Entry.of("model.safetensors", tensors),
                                Manifest.Entry.of("model.json", without))));
        assertThatThrownBy(() -> ModelFolder.read(folder))
                .isInstanceOf(StorageException.class)
                .hasMessageEndingWith("model.json expects none");
    }
}
