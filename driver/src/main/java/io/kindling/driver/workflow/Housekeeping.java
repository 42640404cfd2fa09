package io.kindling.driver.workflow;

import io.kindling.driver.checkpoint.CheckpointStore;
import io.kindling.driver.registry.ModelVersion;
import io.kindling.driver.registry.RegisteredModel;
import io.kindling.driver.registry.RetentionConfig;
import io.kindling.driver.storage.Folder;
import io.kindling.trainer.format.Manifest;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Removes the runs and versions that the retention of a model does not keep. Requires the lock of the model. */
final class Housekeeping {
    private final RegisteredModel model;
    private final RetentionConfig retention;
    private final PrintStream progress;

    Housekeeping(RegisteredModel model, RetentionConfig retention, PrintStream progress) {
        this.model = model;
        this.retention = retention;
        this.progress = progress;
    }

    private record Finished(String name, long time) {}

    void clean() {
        Folder runs = model.runs();
        List<Finished> finished = new ArrayList<>();
        for (String name : runs.names()) {
            if (Folder.isPlain(name)
                    && runs.folder(name).has(Promotion.FILE)
                    && runs.folder(name).has(Manifest.FILE)) {
                finished.add(new Finished(name, runs.folder(name).modified(Manifest.FILE)));
            }
        }
        finished.sort(Comparator.comparingLong(Finished::time).reversed().thenComparing(Finished::name));
        Set<String> kept = runsOfReferencedVersions();
        for (int i = 0; i < finished.size(); i++) {
            String name = finished.get(i).name();
            if (i >= retention.runs() && !kept.contains(name)) {
                // The manifest first: if the process dies during the removal, the rest is no longer a finished run.
                runs.folder(name).delete(Manifest.FILE);
                runs.delete(name);
                progress.println("removed run " + name);
            } else if (i >= retention.checkpoints() && runs.folder(name).has(CheckpointStore.FOLDER)) {
                runs.folder(name).delete(CheckpointStore.FOLDER);
            }
        }
        model.retain(retention.versions(), number -> progress.println("removed version " + number));
    }

    private Set<String> runsOfReferencedVersions() {
        Set<Integer> referenced = model.referenced();
        Set<String> runs = new HashSet<>();
        for (ModelVersion version : model.versions()) {
            if (referenced.contains(version.version())) {
                // The location may be masked; its last name is not.
                runs.add(version.run().substring(version.run().lastIndexOf('/') + 1));
            }
        }
        return runs;
    }
}
